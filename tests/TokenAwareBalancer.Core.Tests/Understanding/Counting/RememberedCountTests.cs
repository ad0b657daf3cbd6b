using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>What is remembered of a conversation is what would be counted again.</summary>
public sealed class RememberedCountTests
{
    private static readonly FixedBytesPerToken Ratio = new(4);
    private readonly CountCache _cache = new(1024, Hashers.Create());
    private readonly BytesTokenCounter _counter = new();
    private readonly RequestReader _reader = RequestReader.Rent();

    [Fact]
    public void Count_ConversationThatGrows_CountsOnlyWhatIsNew()
    {
        var counting = new PromptCounting(_counter, Ratio, new CountingSettings(_cache));
        string[] texts = [Text('a'), Text('b') + "\\n", Text('c')];

        var first = Count(Chat(texts[..2]), counting);
        _counter.Texts.Clear();
        var second = Count(Chat(texts), counting);
        var longTexts = _counter.Texts.Where(text => text.Length > 100).ToArray();

        Assert.Equal(Count(Chat(texts[..2]), Forgetful), first);
        Assert.Equal(Count(Chat(texts), Forgetful), second);
        Assert.Equal([Text('c')], longTexts);
        Assert.Equal(new CountCacheReading(Hits: 2, Misses: 3, Evictions: 0, Entries: 3), _cache.Read());
    }

    [Fact]
    public void Count_TwoTokenizersOneCache_DoNotTakeEachOthersCounts()
    {
        var settings = new CountingSettings(_cache);
        var body = Chat(Text('a'));

        var bytes = Count(body, new PromptCounting(_counter, Ratio, settings));
        var halves = Count(body, new PromptCounting(new HalvesTokenCounter(), Ratio, settings));

        Assert.True(halves.Tokens < bytes.Tokens);
        Assert.Equal(halves, Count(body, new PromptCounting(new HalvesTokenCounter(), Ratio, new CountingSettings())));
    }

    [Fact]
    public void LookUpCounts_SecondTime_SaysThatNothingLongIsLeft()
    {
        var counting = new PromptCounting(_counter, Ratio, new CountingSettings(_cache));
        var body = Chat(Text('a'), Text('b'));
        Count(body, counting);

        Assert.Null(_reader.Read(body, ApiSurface.ChatCompletions, 64, out _));

        Assert.InRange(_reader.LookUpCounts(body, counting), 1, 20);
    }

    [Fact]
    public void Count_HistoryThatIsRemembered_AllocatesNothing()
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));
        var counting = new PromptCounting(counter, Ratio, new CountingSettings(_cache));
        var bodies = Enumerable.Range(0, 20).Select(i =>
            Chat([.. Enumerable.Range(0, 64).Select(j => Text('a', j)), Text('z', i + 1000)])).ToArray();
        foreach (var body in bodies[..10])
            CountQuietly(body, counting);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10; i < bodies.Length; i++)
            CountQuietly(bodies[i], counting);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Count_ClientGone_StopsBetweenTexts()
    {
        var body = Chat(Text('a'), Text('b'));
        Assert.Null(_reader.Read(body, ApiSurface.ChatCompletions, 64, out _));

        Assert.ThrowsAny<OperationCanceledException>(
            () => _reader.Count(body, Forgetful, new CancellationToken(canceled: true)));
    }

    private PromptCounting Forgetful => new(_counter, Ratio, new CountingSettings());

    private PromptCount Count(byte[] body, PromptCounting counting)
    {
        Assert.Null(_reader.Read(body, ApiSurface.ChatCompletions, 64, out _));
        return _reader.Count(body, counting, TestContext.Current.CancellationToken);
    }

    private void CountQuietly(byte[] body, PromptCounting counting)
    {
        _reader.Read(body, ApiSurface.ChatCompletions, 64, out _);
        _reader.Count(body, counting, CancellationToken.None);
    }

    private static string Text(char letter, int number = 0) => $"{number} {new string(letter, 1000)}";

    private static byte[] Chat(params string[] texts)
    {
        var messages = string.Join(',', texts.Select(text => $$"""{"role":"user","content":"{{text}}"}"""));
        return Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{messages}}]}""");
    }

    private sealed class HalvesTokenCounter : ITokenCounter
    {
        public string Name => "halves";

        public int CountTokens(ReadOnlySpan<byte> utf8Text) => utf8Text.Length / 2;
    }
}
