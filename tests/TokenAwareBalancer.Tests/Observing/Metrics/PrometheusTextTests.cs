using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace TokenAwareBalancer.Observing.Metrics;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("gen_ai.server.request.duration", "s", false, false, "gen_ai_server_request_duration_seconds")]
    [InlineData("wait_seconds", "s", false, false, "wait_seconds")]
    [InlineData("balancer.requests", "{request}", true, false, "balancer_requests_total")]
    [InlineData("x.total", "", true, false, "x_total")]
    [InlineData("x_total", "By", true, false, "x_bytes_total")]
    [InlineData("x", "1", false, true, "x_ratio")]
    [InlineData("x", "1", false, false, "x")]
    [InlineData("x", "m", false, true, "x_m")]
    [InlineData("9 lives..a-b", "", false, true, "_9_lives_a_b")]
    [InlineData("a:b", "", false, true, "a:b")]
    public void Family_OfAnInstrument_IsAPrometheusName(
        string name, string unit, bool isCounter, bool isGauge, string family)
    {
        Assert.Equal(family, PrometheusNames.Family(name, unit, isCounter, isGauge));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e21, "1E+21")]
    [InlineData(-0.000001, "-1E-06")]
    public void Format_AnyNumber_IsWhatPrometheusReads(double value, string text)
    {
        Assert.Equal(text, PrometheusLine.Format(value));
    }

    [Fact]
    public async Task Scrape_Histogram_IsCumulative()
    {
        using var host = new MetricsHost();
        var histogram = Meter(host).CreateHistogram(
            "h", "s", "H.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5] });
        foreach (var value in new[] { 0.5, 1, 2, 3, 4 })
            histogram.Record(value);

        Assert.Equal(
            """
            # HELP h_seconds H.
            # TYPE h_seconds histogram
            h_seconds_bucket{le="1"} 2
            h_seconds_bucket{le="2.5"} 3
            h_seconds_bucket{le="+Inf"} 5
            h_seconds_sum 10.5
            h_seconds_count 5

            """,
            await host.ScrapeAsync());
    }

    [Fact]
    public async Task Scrape_AwkwardLabels_AreEscapedAndUnique()
    {
        using var host = new MetricsHost();
        Meter(host).CreateCounter<double>("c", null, "a\\b\nc").Add(
            1.5, new("a.b", "x\"y\\z\n"), new("a_b", 2.5), new("flag", true), new("none", null));

        Assert.Equal(
            """
            # HELP c_total a\\b\nc
            # TYPE c_total counter
            c_total{a_b="x\"y\\z\n;2.5",flag="true",none=""} 1.5

            """,
            await host.ScrapeAsync());
    }

    [Fact]
    public async Task Scrape_NamesThatBecomeTheSame_AreOneFamily()
    {
        using var host = new MetricsHost();
        Meter(host).CreateCounter<long>("a.b").Add(1);
        Meter(host).CreateCounter<long>("a_b").Add(2);
        Meter(host).CreateHistogram<long>("h").Record(1);
        Meter(host).CreateGauge<long>("h.count").Record(7);

        var text = await host.ScrapeAsync();

        Assert.Equal(1, Occurrences(text, "# TYPE a_b_total "));
        Assert.Equal(1, Occurrences(text, "\na_b_total "));
        Assert.Equal(1, Occurrences(text, "h_count"));
    }

    [Fact]
    public async Task Scrape_OtherCulture_WritesPoints()
    {
        using var host = new MetricsHost();
        Meter(host).CreateGauge<double>("g").Record(-1.5);
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("")
        {
            NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" },
        };
        try
        {
            Assert.EndsWith("\ng -1.5\n", await host.ScrapeAsync(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task Scrape_ManyAtOnce_AreAllWhole()
    {
        using var host = new MetricsHost();
        var metrics = new BalancerMetrics(host.Factory);
        MetricsHost.MeasureEverything(metrics);
        var whole = Occurrences(await host.ScrapeAsync(), "# TYPE ");

        var scrapes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() =>
        {
            metrics.CountTry("gpu-1", "success");
            return host.ScrapeAsync();
        })));

        var families = scrapes.Select(text => Occurrences(text, "# TYPE ")).Distinct();
        Assert.Equal([whole], families);
        Assert.All(scrapes, text => Assert.EndsWith("\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrape_EverythingMeasured_PassesPromtool()
    {
        using var host = new MetricsHost();
        MetricsHost.MeasureEverything(new BalancerMetrics(host.Factory));
        var text = await host.ScrapeAsync();

        using var promtool = StartPromtool();
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var complaints = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", complaints);
        Assert.Equal(0, promtool.ExitCode);
    }

    private static Process StartPromtool()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("promtool is not installed; it is part of Debian's package \"prometheus\".");
            throw;
        }
    }

    private static Meter Meter(MetricsHost host) => host.Factory.Create(MetricsHost.OtherMeterName);

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
