package io.kairosgateway.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;

/** What the simulated Kairos on a port has recorded. */
public record KairosRecord(int port) {

    /** How many there were, of which end and for which id. */
    public Map<String, Object> counts() {
        return simulator().get("/_sandbox/counts").jsonPath().getMap("$");
    }

    public void forget() {
        simulator().delete("/_sandbox/requests").then().statusCode(204);
    }

    /** Every request by this method, the newest last. */
    public List<Map<String, Object>> requests(String method) {
        return simulator()
                .queryParam("method", method)
                .get("/_sandbox/requests")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("$");
    }

    private RequestSpecification simulator() {
        return given().baseUri("http://localhost:" + port);
    }
}
