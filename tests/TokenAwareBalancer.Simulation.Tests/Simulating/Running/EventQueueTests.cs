namespace TokenAwareBalancer.Simulating.Running;

public sealed class EventQueueTests
{
    [Fact]
    public void Take_PostedAtRandom_IsInOrderOfTimeAndThenOfPosting()
    {
        var random = new SeededRandom(1);
        var queue = new EventQueue();
        var posted = Enumerable.Range(0, 3000).Select(number => new Event(random.NextInteger(0, 50), number)).ToArray();
        List<Event> taken = [];

        for (var i = 0; i < posted.Length; i++)
        {
            queue.Post(posted[i].Seconds, posted[i]);
            // Taken between, but only what nothing later can come before.
            if (i == 1000)
                taken.AddRange(Drain(queue, 1001));
        }

        Assert.Equal(posted[..1001].OrderBy(one => one.Seconds).ThenBy(one => one.Number), taken);
        Assert.Equal(
            posted[1001..].OrderBy(one => one.Seconds).ThenBy(one => one.Number), Drain(queue, posted.Length - 1001));
        Assert.Equal(double.PositiveInfinity, queue.NextSeconds);
    }

    [Fact]
    public void Timer_Period_RingsUntilItIsDisposed()
    {
        var queue = new EventQueue();
        var time = new VirtualTime(queue);
        List<double> rings = [];
        ITimer? timer = null;
        timer = time.CreateTimer(_ =>
        {
            rings.Add(time.NowSeconds);
            if (rings.Count == 3)
                timer!.Dispose();
        }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.25));

        while (double.IsFinite(queue.NextSeconds))
        {
            time.NowSeconds = queue.NextSeconds;
            queue.Take().OnDue();
        }

        Assert.Equal([1, 1.25, 1.5], rings);
    }

    private static List<Event> Drain(EventQueue queue, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (Event)queue.Take())];

    private sealed record Event(double Seconds, int Number) : IEventTarget
    {
        public void OnDue()
        {
        }
    }
}
