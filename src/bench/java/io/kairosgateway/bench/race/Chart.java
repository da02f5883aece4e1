package io.kairosgateway.bench.race;

import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/** Bars of medians, a group for each size, with half of the range of the rounds as a line each way. */
final class Chart {

    private static final int WIDTH = 1200;
    private static final Color OURS = new Color(0x1f4e9c);
    private static final Color OURS_NATIVE = new Color(0x6fa3ef);
    private static final Color[] OTHERS = {
        new Color(0x4d4d4d), new Color(0x8c8c8c), new Color(0xbfbfbf), new Color(0xd9b38c)
    };
    private static final int HEIGHT = 420;

    private final DefaultStatisticalCategoryDataset bars = new DefaultStatisticalCategoryDataset();
    private final String title;
    private final String unit;

    Chart(String title, String unit) {
        System.setProperty("java.awt.headless", "true");
        this.title = title;
        this.unit = unit;
    }

    void bar(String contender, String group, Spread spread) {
        if (!Double.isFinite(spread.median()) || !Double.isFinite(spread.max())) {
            return;
        }
        bars.add(spread.median(), (spread.max() - spread.min()) / 2, contender, group);
    }

    void save(Report report, String file) {
        StatisticalBarRenderer renderer = new StatisticalBarRenderer();
        renderer.setErrorIndicatorPaint(Color.DARK_GRAY);
        renderer.setShadowVisible(false);
        renderer.setBarPainter(new StandardBarPainter());
        int others = 0;
        for (int row = 0; row < bars.getRowCount(); row++) {
            renderer.setSeriesPaint(
                    row,
                    switch (bars.getRowKey(row).toString()) {
                        case Gateways.JAR -> OURS;
                        case Gateways.NATIVE -> OURS_NATIVE;
                        default -> OTHERS[others++ % OTHERS.length];
                    });
        }
        CategoryPlot plot = new CategoryPlot(bars, new CategoryAxis(), new NumberAxis(unit), renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        JFreeChart chart = new JFreeChart(title, plot);
        chart.setBackgroundPaint(Color.WHITE);
        try {
            ChartUtils.saveChartAsPNG(new File(Stage.TARGET.toFile(), file), chart, WIDTH, HEIGHT);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        report.chart(file, title);
    }
}
