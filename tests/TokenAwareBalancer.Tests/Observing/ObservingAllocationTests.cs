namespace TokenAwareBalancer.Observing;

public sealed class ObservingAllocationTests
{
    private const int Rounds = 200;

    public static TheoryData<string> Samples => SampleStreams.Names;

    [Theory]
    [MemberData(nameof(Samples))]
    public void Observe_AfterWarmUp_AllocatesNothing(string sample)
    {
        var stream = SampleStreams.Read(sample);
        var observer = new AnswerObserver(AnswerFormat.EventStream, new SilentListener());
        var filter = new UsageEventFilter();

        Assert.Equal(0, AllocatedBytes(() => observer.Observe(stream)));
        Assert.Equal(0, AllocatedBytes(() => ObserveSplit(observer, stream)));
        Assert.Equal(0, AllocatedBytes(() => ObserveFiltered(observer, filter, stream)));
    }

    [Fact]
    public void Write_AfterWarmUp_AllocatesNothing()
    {
        var stream = SampleStreams.Read("openai-chat-usage.sse");
        var observer = new AnswerObserver(AnswerFormat.EventStream, new SilentListener());
        using var body = new ObservedBodyStream(Stream.Null, observer);

        Assert.Equal(0, AllocatedBytes(() => WriteAll(body, stream)));
    }

    private static void ObserveSplit(AnswerObserver observer, byte[] stream)
    {
        for (var at = 0; at < stream.Length; at += 100)
            observer.Observe(stream.AsSpan(at, Math.Min(100, stream.Length - at)));
    }

    private static void WriteAll(ObservedBodyStream body, byte[] stream) =>
        Assert.True(body.WriteAsync(stream).AsTask().IsCompleted);

    private static void ObserveFiltered(AnswerObserver observer, UsageEventFilter filter, byte[] stream)
    {
        filter.Begin();
        observer.Observe(stream, filter);
    }

    /// <summary>The least of a few: a garbage collection that other tests cause may trim the shared pool.</summary>
    private static long AllocatedBytes(Action action) => Enumerable.Range(0, 5).Min(_ => AllocatedBytesOnce(action));

    private static long AllocatedBytesOnce(Action action)
    {
        for (var round = 0; round < Rounds; round++)
            action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class SilentListener : IAnswerListener
    {
        public void OnBytes()
        {
        }

        public void OnContent(int contentEvents)
        {
        }

        public void OnUsage(in TokenUsage usage)
        {
        }
    }
}
