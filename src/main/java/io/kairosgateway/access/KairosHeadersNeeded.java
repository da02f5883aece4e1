package io.kairosgateway.access;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The drop-in's door: {@code app_id} holds the tenant's name, {@code app_key} one of its API keys; hyphens are taken as well. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface KairosHeadersNeeded {}
