package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** What its documentation begins with; the route is in application.yml. */
@SpringBootApplication
public class Proxy {

    public static void main(String[] arguments) {
        SpringApplication.run(Proxy.class, arguments);
    }
}
