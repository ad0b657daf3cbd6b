using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Sends each request at its time, answered or not the earlier ones, as independent users do.</summary>
internal sealed class OpenLoop : LoadLoop
{
    private readonly double _speed;

    /// <param name="speed">Arrival times are divided by this.</param>
    /// <param name="time">The clock to send by.</param>
    public OpenLoop(double speed, TimeProvider time)
        : base(time) => _speed = speed;

    public override async Task<AnswerTiming[]> RunAsync(
        InferenceClient client, IReadOnlyList<PlannedRequest> requests, CancellationToken cancellationToken)
    {
        var startTimestamp = Time.GetTimestamp();
        var answers = new Task<AnswerTiming>[requests.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var due = TimeSpan.FromSeconds(requests[i].ArrivalSeconds / _speed);
            await DelayUntilAsync(startTimestamp, due, cancellationToken);
            var dueTimestamp = startTimestamp + (long)(due.TotalSeconds * Time.TimestampFrequency);
            answers[i] = SendAsync(client, requests[i], dueTimestamp, cancellationToken);
        }
        return await Task.WhenAll(answers);
    }

    private async Task DelayUntilAsync(long startTimestamp, TimeSpan due, CancellationToken cancellationToken)
    {
        var left = due - Time.GetElapsedTime(startTimestamp);
        // Timers cut fractions of a millisecond off; nobody shall arrive early.
        if (left > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Time, cancellationToken);
    }
}
