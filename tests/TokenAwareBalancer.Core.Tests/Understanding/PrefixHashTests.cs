using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding;

/// <summary>Two prompts have as many hashes in common as they have of their beginning.</summary>
public sealed class PrefixHashTests
{
    private static readonly ContentHasher Hasher = Hashers.Create();
    private readonly RequestReader _reader = RequestReader.Rent();

    [Fact]
    public void ConversationThatGrows_RepeatsTheShorterOnes()
    {
        var shorter = Read(Chat(Text('a'), Text('b')));
        var longer = Read(Chat(Text('a'), Text('b'), Text('c')));
        var other = Read(Chat(Text('a'), Text('B')));

        // Without the last, which is the header of the reply.
        Assert.Equal(shorter[..^1], longer.Take(shorter.Count - 1));
        Assert.Equal(longer.Count, longer.Select(prefix => prefix.Hash).Distinct().Count());
        Assert.Equal(shorter[0], other[0]);
        Assert.Empty(Common(shorter[1..], other[1..]));
    }

    [Fact]
    public void LastBeginning_IsTheWholePrompt()
    {
        var body = Chat(Text('a'), "short", "");

        Assert.Equal(Count(body).Tokens, Read(body)[^1].EndTokens);
    }

    [Fact]
    public void LongText_ThatGoesOnDifferently_IsSharedUpToTheBlockBefore()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(number => $"{number} "));
        var first = Read(Completion(text + "Is it?"));
        var second = Read(Completion(text + "It is, isn't it? Well?"));

        var common = Common(first, second);

        // The texts differ in length, and so the tokens in proportion: the counter says one a byte.
        Assert.InRange(common[^1].EndTokens, text.Length - 2048, text.Length);
        Assert.Equal(common.Count, first.Count - 1);
    }

    [Fact]
    public void Prompt_ThatGrowsByAnyNumberOfBytes_SharesAllWholeBlocks()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(number => $"{number} "));
        var whole = Read(Completion(text));

        for (var length = 1; length < text.Length; length += 997)
            Assert.True(Common(whole, Read(Completion(text[..length]))).Count >= (length / 2048) - 1);
    }

    [Fact]
    public void Megabytes_HaveAFewHundredBeginningsAndMissLittle()
    {
        var texts = Enumerable.Range(0, 20_000).Select(number => $"{number} {new string('x', number % 100)}").ToArray();
        var all = Read(Chat(texts));
        var most = Read(Chat(texts[..^2000]));

        var common = Common(all, most)[^1].EndTokens;

        Assert.InRange(all.Count, 200, 700);
        Assert.InRange(common, most[^1].EndTokens * 0.98, most[^1].EndTokens);
        Assert.InRange(Read(Completion(new string('y', 8 << 20))).Count, 50, 300);
    }

    [Fact]
    public void Tools_AfterTheMessages_ComeFirst()
    {
        const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
        const string Tools = "\"tools\":[{\"name\":\"look\"}]";

        var before = Read($$"""{"model":"m",{{Tools}},{{Messages}}}""");
        var after = Read($$"""{"model":"m",{{Messages}},{{Tools}}}""");
        var none = Read($$"""{"model":"m",{{Messages}}}""");

        Assert.Equal(before, after);
        Assert.Empty(Common(before, none));
    }

    [Theory]
    [InlineData("\"model\":\"n\"")]
    [InlineData("\"model\":\"m\",\"cache_salt\":\"s\"")]
    [InlineData("\"model\":\"m\",\"chat_template_kwargs\":{\"enable_thinking\":false}")]
    [InlineData("\"model\":\"m\",\"reasoning_effort\":\"high\"")]
    [InlineData("\"model\":\"m\",\"documents\":[{\"text\":\"d\"}]")]
    [InlineData("\"model\":\"m\",\"lora_path\":\"l\"")]
    [InlineData("\"model\":\"m\",\"adapter_id\":\"l\"")]
    [InlineData("\"model\":\"m\",\"lora\":[{\"id\":0,\"scale\":1}]")]
    public void Requests_ThatAreNotPrintedAlikeOrAreKeptApart_ShareNothing(string fields)
    {
        var plain = Read(Body("\"model\":\"m\""));
        var other = Read(Body(fields));

        Assert.NotEmpty(other);
        Assert.Empty(Common(plain, other));
        Assert.Equal(other, Read(Body(fields)));
    }

    [Theory]
    [InlineData("\"cache_salt\":null")]
    [InlineData("\"temperature\":0.5")]
    [InlineData("\"user\":\"u\"")]
    [InlineData("\"cache_prompt\":true")]
    public void Requests_ThatDifferInNothingThatIsPrinted_ShareAll(string field) =>
        Assert.Equal(Read(Body("\"model\":\"m\"")), Read(Body($"\"model\":\"m\",{field}")));

    [Fact]
    public void Setting_ThatComesTwice_CountsAsTheLast() => Assert.Equal(
        Read(Body("\"model\":\"m\",\"cache_salt\":\"b\"")),
        Read(Body("\"model\":\"m\",\"cache_salt\":\"a\",\"cache_salt\":\"b\"")));

    [Fact]
    public void Owners_ShareNothingWithEachOther()
    {
        var body = Body("\"model\":\"m\"");
        var (first, second, anybody) = (Read(body, "team-a"), Read(body, "team-b"), Read(body));

        Assert.Equal(first, Read(body, "team-a"));
        Assert.Empty(Common(first, second));
        Assert.Empty(Common(first, anybody));
    }

    [Theory]
    [InlineData("\"truncate_prompt_tokens\":10")]
    [InlineData("\"chat_template\":\"{{ messages }}\"")]
    [InlineData("\"cache_prompt\":false")]
    public void Requests_ThatEnginesCutPrintAnewOrDoNotCache_HaveNone(string field) =>
        Assert.Empty(Read(Body($"\"model\":\"m\",{field}")));

    [Fact]
    public void Image_EndsThemBeforeIt()
    {
        var text = Text('a');
        var prefixes = Read($$$"""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"{{{text}}}"},
            {"type":"image_url","image_url":{"url":"http://x/1.png"}},{"type":"text","text":"{{{text}}}"}]}]}
            """);

        Assert.InRange(prefixes[^1].EndTokens, text.Length, text.Length + 20);
    }

    [Fact]
    public void Completion_OfSeveralPrompts_HasThoseOfTheFirst()
    {
        var one = Read($$"""{"model":"m","prompt":"{{Text('a')}}"}""");
        var two = Read($$"""{"model":"m","prompt":["{{Text('a')}}","{{Text('b')}}"]}""");

        Assert.Equal(one, two);
    }

    [Fact]
    public void NothingCounted_IsRefused() => Assert.Throws<InvalidOperationException>(
        () => RequestReader.Rent().ReadPrefixHashes([], Hasher, "", []));

    [Fact]
    public void Hashes_OfAHistory_AllocateNothing()
    {
        var body = Encoding.UTF8.GetBytes(Chat([.. Enumerable.Range(0, 64).Select(number => Text('a') + number)]));
        Count(body);
        _reader.ReadPrefixHashes(body, Hasher, "");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var prefixes = _reader.ReadPrefixHashes(body, Hasher, "me").Length;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(prefixes, 60, 200);
    }

    private static List<PrefixHash> Common(List<PrefixHash> first, List<PrefixHash> second)
    {
        var hashes = second.Select(prefix => prefix.Hash).ToHashSet();
        return [.. first.Where(prefix => hashes.Contains(prefix.Hash))];
    }

    private List<PrefixHash> Read(string body, string owner = "")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var isCompletion = body.Contains("\"prompt\"", StringComparison.Ordinal);
        Count(bytes, isCompletion ? ApiSurface.Completions : ApiSurface.ChatCompletions);
        return [.. _reader.ReadPrefixHashes(bytes, Hasher, owner)];
    }

    private PromptCount Count(string body) => Count(Encoding.UTF8.GetBytes(body));

    private PromptCount Count(byte[] body, ApiSurface surface = ApiSurface.ChatCompletions)
    {
        Assert.Null(_reader.Read(body, surface, 64, out _));
        return _reader.Count(body, new BytesTokenCounter(), bytesPerToken: 4);
    }

    private static string Body(string fields) =>
        $$"""{"messages":[{"role":"user","content":"{{Text('a')}}"}],{{fields}} }""";

    private static string Text(char letter) => new(letter, 1000);

    private static string Completion(string text) => $$"""{"model":"m","prompt":"{{text}}"}""";

    private static string Chat(params string[] texts)
    {
        var messages = string.Join(',', texts.Select(text => $$"""{"role":"user","content":"{{text}}"}"""));
        return $$"""{"model":"m","messages":[{{messages}}]}""";
    }
}
