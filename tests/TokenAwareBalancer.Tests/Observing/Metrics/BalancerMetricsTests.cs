namespace TokenAwareBalancer.Observing.Metrics;

public sealed class BalancerMetricsTests
{
    [Fact]
    public async Task Scrape_EverythingMeasured_ShowsEachSeries()
    {
        using var host = new MetricsHost();
        MetricsHost.MeasureEverything(new BalancerMetrics(host.Factory));

        string[] expected =
        [
            """gen_ai_client_token_usage_sum{gen_ai_request_model="m",gen_ai_token_type="input"} 100""",
            """gen_ai_client_token_usage_sum{gen_ai_request_model="m",gen_ai_token_type="output"} 20""",
            """gen_ai_server_time_to_first_token_seconds_bucket{gen_ai_request_model="m",le="0.25"} 0""",
            """gen_ai_server_time_to_first_token_seconds_bucket{gen_ai_request_model="m",le="0.5"} 1""",
            """gen_ai_server_time_per_output_token_seconds_bucket{gen_ai_request_model="m",le="2.5"} 1""",
            """gen_ai_server_request_duration_seconds_bucket{gen_ai_request_model="m",le="81.92"} 1""",
            """balancer_estimate_error_sum{gen_ai_request_model="m",kind="prompt"} 0.9""",
            """balancer_requests_total{model="m",outcome="success",surface="chat_completions"} 1""",
            """balancer_tries_total{backend="gpu-1",result="success"} 1""",
            """balancer_rejections_total{reason="queue_full"} 1""",
            """balancer_held_requests 1""",
            """balancer_leases_open 1""",
            """balancer_leases_settled_total 2""",
            """balancer_leases_overdue_total 1""",
            """balancer_requests_in_flight{backend="gpu-1"} 1""",
            """balancer_tokens_in_flight{backend="gpu-1",kind="prefill"} 2""",
            """balancer_tokens_in_flight{backend="gpu-1",kind="decode"} 3""",
            """balancer_tokens_in_flight{backend="gpu-1",kind="kv"} 4""",
            """balancer_tokens_in_flight{backend="gpu-1",kind="prompt"} 5""",
            """balancer_engine_running{backend="gpu-1"} 6""",
            """balancer_engine_waiting{backend="gpu-1"} 7""",
            """balancer_engine_kv_use_ratio{backend="gpu-1"} 0.25""",
            """balancer_engine_kv_capacity{backend="gpu-1"} 8000""",
            """balancer_scrape_age_seconds{backend="gpu-1"} 1.5""",
        ];

        Assert.Empty(expected.Except((await host.ScrapeAsync()).Split('\n')));
    }

    [Fact]
    public async Task Scrape_BackendHasLeft_ShowsItIdle()
    {
        using var host = new MetricsHost();
        var readings = new List<BackendReading> { MetricsHost.Busy };
        new BalancerMetrics(host.Factory).ObserveFleet(() => new FleetReading(readings, 0, 0, 0, 0));
        await host.ScrapeAsync();
        readings.Clear();

        var lines = (await host.ScrapeAsync()).Split('\n');

        Assert.Contains("balancer_requests_in_flight{backend=\"gpu-1\"} 0", lines);
        Assert.Contains("balancer_tokens_in_flight{backend=\"gpu-1\",kind=\"kv\"} 0", lines);
        Assert.Contains("balancer_engine_waiting{backend=\"gpu-1\"} 0", lines);
    }

    [Fact]
    public async Task Scrape_EngineThatTellsNothing_HasNoSeriesOfItsState()
    {
        using var host = new MetricsHost();
        new BalancerMetrics(host.Factory).ObserveFleet(
            () => new FleetReading([MetricsHost.Busy with { Engine = new(3, null, null, null, 1) }], 0, 0, 0, LeasesOverdue: 0));

        var text = await host.ScrapeAsync();

        Assert.Contains("balancer_engine_running{backend=\"gpu-1\"} 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("balancer_engine_kv_use_ratio{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrape_LedgersCannotBeRead_ShowsTheOtherMetrics()
    {
        using var host = new MetricsHost();
        var metrics = new BalancerMetrics(host.Factory);
        metrics.ObserveFleet(() => throw new InvalidOperationException());
        metrics.CountRejection("queue_full");

        Assert.Contains("balancer_rejections_total", await host.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void ObserveFleet_Twice_Throws()
    {
        using var host = new MetricsHost();
        var metrics = new BalancerMetrics(host.Factory);
        metrics.ObserveFleet(() => default);

        Assert.Throws<InvalidOperationException>(() => metrics.ObserveFleet(() => default));
    }

    [Fact]
    public async Task RecordEstimateError_NothingObserved_RecordsNothing()
    {
        using var host = new MetricsHost();
        new BalancerMetrics(host.Factory).RecordEstimateError("m", "output", 5, 0);

        Assert.DoesNotContain("balancer_estimate_error", await host.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrape_TwoBalancersInOneProcess_ShowsEachItsOwn()
    {
        using var host = new MetricsHost();
        using var otherHost = new MetricsHost();
        new BalancerMetrics(host.Factory).CountRejection("mine");
        new BalancerMetrics(otherHost.Factory).CountRejection("theirs");

        var text = await host.ScrapeAsync();

        Assert.Contains("reason=\"mine\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reason=\"theirs\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrape_TooManyModels_StaysBounded()
    {
        using var host = new MetricsHost();
        var metrics = new BalancerMetrics(host.Factory);
        for (var model = 0; model < 2 * PrometheusEndpoint.MaxSeries; model++)
            metrics.CountRequest("chat_completions", $"m{model}", "success");

        var series = (await host.ScrapeAsync()).Split('\n')
            .Where(line => line.StartsWith("balancer_requests_total", StringComparison.Ordinal)).ToList();

        Assert.InRange(series.Count, PrometheusEndpoint.MaxSeries / 2, PrometheusEndpoint.MaxSeries + 1);
        Assert.Contains(series, line => line.Contains("otel_metric_overflow=\"true\"", StringComparison.Ordinal));
    }
}
