package dev.idempotency.sample.mail;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The facility's own e-mail addresses.
 *
 * @param sender who messages come from
 * @param onCall who is told of alerts and escalations
 * @param security who is told of access tokens
 */
@ConfigurationProperties("facility.mail")
public record Addresses(String sender, String onCall, String security) {}
