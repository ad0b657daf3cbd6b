namespace TokenAwareBalancer.Simulating.Running;

/// <summary>Notes what each engine does, at moments evenly spread over the arrivals.</summary>
internal sealed class Sampler : IEventTarget
{
    private readonly FleetRun _run;
    private readonly double _periodSeconds;
    private readonly double[] _busySeconds;

    public Sampler(FleetRun run, double periodSeconds)
    {
        (_run, _periodSeconds) = (run, periodSeconds);
        _busySeconds = new double[run.Sites.Length];
        Series = [.. run.Plan.Fleet.Select(backend => new BackendSeries
        {
            Backend = backend.Name,
            PeriodSeconds = periodSeconds,
        })];
    }

    public BackendSeries[] Series { get; }

    public void OnDue()
    {
        for (var place = 0; place < Series.Length; place++)
            Sample(Series[place], place);
        if (Series[0].Running.Count < _run.Plan.SeriesPoints)
            _run.Events.Post(_run.Time.NowSeconds + _periodSeconds, this);
    }

    private void Sample(BackendSeries series, int place)
    {
        var engine = _run.Sites[place].Engine;
        series.Running.Add(engine.RunningRequests);
        series.Waiting.Add(engine.WaitingRequests);
        series.KvTokens.Add(engine.KvTokens);
        series.BusyShare.Add(Math.Min(1, (engine.BusySeconds - _busySeconds[place]) / _periodSeconds));
        _busySeconds[place] = engine.BusySeconds;
    }
}
