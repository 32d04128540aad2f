package io.q2o.web;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Limits what strangers may ask, by {@code @Import}, where they may ask anything. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StrangerSettings.class)
public class StrangerSupport {
    @Bean
    StrangerLimit strangerLimit(StrangerSettings settings, JsonMapper json) {
        return new StrangerLimit(settings, json);
    }
}
