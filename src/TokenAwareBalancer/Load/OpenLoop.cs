namespace TokenAwareBalancer.Load;

/// <summary>Sends each request at its time, answered or not the earlier ones, as independent users do.</summary>
internal sealed class OpenLoop : LoadLoop
{
    private readonly double _speed;

    /// <param name="speed">Arrival times are divided by this.</param>
    /// <param name="time">The clock to send by.</param>
    public OpenLoop(double speed, TimeProvider time)
        : base(time) => _speed = speed;

    protected override async Task SendAllAsync(Run run)
    {
        var underWay = new UnderWay();
        while (await run.Feed.NextAsync(run.Sending) is var (index, request))
        {
            var due = TimeSpan.FromSeconds(request.ArrivalSeconds / _speed);
            if (due >= run.Limits.Duration || !await DelayUntilAsync(run, due))
                break;
            var dueTimestamp = run.StartTimestamp + (long)(due.TotalSeconds * Time.TimestampFrequency);
            if (underWay.Count < run.Limits.MostInFlight)
                underWay.Follow(SendAsync(run, index, request, dueTimestamp));
            else
                Skip(run, index, request, dueTimestamp);
        }
        await underWay.UntilNoneAsync();
    }

    /// <returns>False when nothing more is to be sent.</returns>
    private async Task<bool> DelayUntilAsync(Run run, TimeSpan due)
    {
        // Timers cut fractions of a millisecond off, and may fire one early; nobody shall arrive early.
        while (due - Time.GetElapsedTime(run.StartTimestamp) is var left && left > TimeSpan.Zero)
        {
            var delay = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(delay, Time, run.Sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (run.Sending.IsCancellationRequested)
                return false;
        }
        return true;
    }
}
