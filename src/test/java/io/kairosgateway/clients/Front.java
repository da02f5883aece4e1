package io.kairosgateway.clients;

import java.nio.file.Files;
import java.nio.file.Path;

/** What stands before a gateway in production, with nothing set but where to listen and where to go. */
enum Front {
    NGINX("nginx", "/usr/sbin/nginx", "nginx -c %s -e stderr -g 'daemon off;'"),
    HAPROXY("HAProxy", "/usr/sbin/haproxy", "haproxy -f %s"),
    CADDY("Caddy", "/usr/bin/caddy", "caddy run --adapter caddyfile --config %s"),
    APACHE("Apache", "/usr/sbin/apache2", "apache2 -f %s -D FOREGROUND");

    private final String label;
    private final Path program;
    private final String command;

    Front(String label, String program, String command) {
        this.label = label;
        this.program = Path.of(program);
        this.command = command;
    }

    String label() {
        return label;
    }

    boolean installed() {
        return Files.exists(program);
    }

    /** The file in {@code src/test/clients/fronts} that sets it. */
    Path settings() {
        return Path.of("src/test/clients/fronts", name().toLowerCase(java.util.Locale.ROOT) + ".conf");
    }

    String command(Path settings) {
        return "exec " + program.getParent() + "/" + command.formatted(settings);
    }
}
