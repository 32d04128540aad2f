SwaggerUIBundle({
  dom_id: "#ui",
  urls: [
    { name: "Commands", url: "/openapi/command.json" },
    { name: "Queries", url: "/openapi/query.json" },
  ],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  validatorUrl: null,
  persistAuthorization: false,
});
