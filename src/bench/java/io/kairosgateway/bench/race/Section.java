package io.kairosgateway.bench.race;

/** Something that is measured; fails when it brings no figures. */
interface Section {

    void run(Stage stage, Plan plan, Report report);
}
