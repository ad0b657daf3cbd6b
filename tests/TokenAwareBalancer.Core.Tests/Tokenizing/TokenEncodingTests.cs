using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Tokenizing.Reference;

namespace TokenAwareBalancer.Tokenizing;

public sealed class TokenEncodingTests
{
    public static TheoryData<string> Tokenizers => [.. TokenCountSamples.Tokenizers];

    public static TheoryData<string, string> TokenizersAndSamples => new MatrixTheoryData<string, string>(
        TokenCountSamples.Tokenizers, ["written.jsonl", "random.jsonl", "hostile.jsonl"]);

    public static TheoryData<string, string> TokenizersAndHostileTexts =>
        new MatrixTheoryData<string, string>(TokenCountSamples.Tokenizers, HostileTexts.Names);

    /// <summary>Ids that tiktoken's documentation and tests name.</summary>
    [Theory]
    [InlineData("cl100k_base", "hello world", 15339, 1917)]
    [InlineData("o200k_base", "hello world", 24912, 2375)]
    [InlineData("cl100k_base", "tiktoken is great!", 83, 1609, 5963, 374, 2294, 0)]
    [InlineData("cl100k_base", "")]
    public void Encode_TextOfKnownIds_IsThoseIds(string tokenizer, string text, params int[] ids) =>
        Assert.Equal(ids, Encode(Get(tokenizer), Encoding.UTF8.GetBytes(text)));

    [Theory]
    [MemberData(nameof(TokenizersAndSamples))]
    public void Encode_Samples_AreAsManyAsCountedAndSpellTheText(string tokenizer, string file)
    {
        var encoder = Get(tokenizer);

        Assert.All(TokenCountSamples.Read(file), sample => AssertSpells(encoder, sample.Utf8Text));
    }

    [Theory]
    [MemberData(nameof(TokenizersAndSamples))]
    public void Encode_Samples_AreThoseOfThePlainAlgorithm(string tokenizer, string file)
    {
        var encoder = Get(tokenizer);
        var reference = ReferenceTokenizer.Get(tokenizer);
        var samples = TokenCountSamples.Read(file).Where(sample => sample.Utf8Text.Length < 300).Take(200).ToList();

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(reference.Encode(sample.Utf8Text), Encode(encoder, sample.Utf8Text)));
    }

    /// <remarks>Long enough for several windows of each size, and for windows that repeat.</remarks>
    [Theory]
    [MemberData(nameof(TokenizersAndHostileTexts))]
    public void Encode_HostileText_IsThatOfThePlainAlgorithm(string tokenizer, string name)
    {
        var text = HostileTexts.Create(name, 800);

        Assert.Equal(ReferenceTokenizer.Get(tokenizer).Encode(text), Encode(Get(tokenizer), text));
    }

    [Theory]
    [MemberData(nameof(TokenizersAndHostileTexts))]
    public void Encode_HostileMegabyte_SpellsTheTextAndTakesNoTime(string tokenizer, string name)
    {
        var text = HostileTexts.Create(name, 1 << 20);
        var encoder = Get(tokenizer);

        var started = Stopwatch.GetTimestamp();
        AssertSpells(encoder, text);

        // A quadratic merge of a megabyte takes hours.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Encode_BytesThatAreNotUtf8_SpellThem(string tokenizer)
    {
        var encoder = Get(tokenizer);
        var random = new Random(1);
        var bytes = new byte[200];

        for (var i = 0; i < 1_000; i++)
        {
            random.NextBytes(bytes);
            AssertSpells(encoder, bytes[..random.Next(1, bytes.Length)]);
        }
    }

    [Fact]
    public void Encode_IntoAListThatHasIds_AddsToThem()
    {
        // A piece whose first windows do not join is merged again: what was there before must stay.
        List<int> ids = [7];

        Get("cl100k_base").Encode(HostileTexts.Create("spaces", 5_000), ids);

        Assert.Equal([7, .. Encode(Get("cl100k_base"), HostileTexts.Create("spaces", 5_000))], ids);
    }

    [Theory]
    [InlineData("cl100k_base", 100_256)]
    [InlineData("o200k_base", 199_998)]
    public void BytesOf_EveryId_IsAToken(string tokenizer, int tokens)
    {
        var encoder = Get(tokenizer);

        for (var id = 0; id < tokens; id++)
            Assert.InRange(encoder.BytesOf(id).Length, 1, 128);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.BytesOf(tokens).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.BytesOf(-1).Length);
    }

    private static void AssertSpells(ITokenEncoder encoder, byte[] text)
    {
        var ids = Encode(encoder, text);
        var spelled = new List<byte>(text.Length);
        foreach (var id in ids)
            spelled.AddRange(encoder.BytesOf(id));

        Assert.Equal(encoder.CountTokens(text), ids.Count);
        Assert.True(text.AsSpan().SequenceEqual(spelled.ToArray()));
    }

    private static List<int> Encode(ITokenEncoder encoder, byte[] text)
    {
        var ids = new List<int>();
        encoder.Encode(text, ids);
        return ids;
    }

    private static ITokenEncoder Get(string name)
    {
        Assert.True(BuiltInTokenizers.TryGet(name, out var counter));
        return Assert.IsAssignableFrom<ITokenEncoder>(counter);
    }
}
