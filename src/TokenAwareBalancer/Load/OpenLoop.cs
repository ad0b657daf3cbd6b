namespace TokenAwareBalancer.Load;

/// <summary>Sends each request at its time, answered or not the earlier ones, as independent users do.</summary>
/// <remarks>
/// It waits on a thread of its own: timers of .NET go by a clock that ticks every 4 ms on Linux, and their callbacks
/// stand in line with the answers. A thread that sleeps wakes within a millisecond and a tenth.
/// </remarks>
internal sealed class OpenLoop : LoadLoop
{
    private readonly double _speed;

    /// <param name="speed">Arrival times are divided by this.</param>
    /// <param name="time">The clock to send by.</param>
    public OpenLoop(double speed, TimeProvider time)
        : base(time) => _speed = speed;

    protected override Task SendAllAsync(Run run) => Task.Factory.StartNew(
        () => SendAll(run), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <returns>Until the last answer is there.</returns>
    private Task SendAll(Run run)
    {
        var underWay = new UnderWay();
        while (run.Feed.Next(run.Sending) is var (index, request))
        {
            var due = TimeSpan.FromSeconds(request.ArrivalSeconds / _speed);
            if (due >= run.Limits.Duration || !WaitUntil(run, due))
                break;
            var dueTimestamp = run.StartTimestamp + (long)(due.TotalSeconds * Time.TimestampFrequency);
            if (underWay.Count < run.Limits.MostInFlight)
                underWay.Follow(SendAsync(run, index, request, dueTimestamp));
            else
                Skip(run, index, request, dueTimestamp);
        }
        return underWay.UntilNoneAsync();
    }

    /// <returns>False when nothing more is to be sent.</returns>
    private bool WaitUntil(Run run, TimeSpan due)
    {
        // Again, until it is time: nobody shall arrive early.
        while (due - Time.GetElapsedTime(run.StartTimestamp) is var left && left > TimeSpan.Zero)
        {
            if (run.Sending.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds))))
                return false;
        }
        return true;
    }
}
