package io.q2o.web;

/**
 * What is wrong with one field.
 *
 * @param pointer JSON pointer or parameter name, for example {@code /slug}
 * @param detail a text for people
 */
public record FieldFault(String pointer, String detail) {}
