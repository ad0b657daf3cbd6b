using System.Text;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class TokenizerJsonTests
{
    public static TheoryData<string> Kinds => [.. ToyTokenizer.Names];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_SampleOfTheLibrary_HasItsIdsAndIsCountedSo(string kind)
    {
        var tokenizer = ToyTokenizer.Load(ToyTokenizer.Json(kind));

        Assert.All(ToyTokenizer.Samples(kind), sample =>
        {
            Assert.Equal(sample.Ids, ToyTokenizer.Encode(tokenizer, sample.Text));
            Assert.Equal(sample.Ids.Length, tokenizer.CountTokens(Encoding.UTF8.GetBytes(sample.Text)));
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CountTokens_AfterWarmUp_AllocatesNothing(string kind)
    {
        var tokenizer = ToyTokenizer.Load(ToyTokenizer.Json(kind));
        var texts = ToyTokenizer.Samples(kind).Select(sample => Encoding.UTF8.GetBytes(sample.Text)).ToArray();
        CountAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        CountAll();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void CountAll()
        {
            foreach (var text in texts)
                tokenizer.CountTokens(text);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CountTokens_BytesThatAreNotUtf8_NeverFails(string kind)
    {
        var tokenizer = ToyTokenizer.Load(ToyTokenizer.Json(kind));
        var random = new Random(1);
        var bytes = new byte[200];

        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            Assert.InRange(tokenizer.CountTokens(bytes.AsSpan(0, random.Next(1, bytes.Length))), 0, 2_000);
        }
    }

    [Fact]
    public void Load_MergesBeforeVocabularyAndAsPairs_AreTheSame()
    {
        var json = ToyTokenizer.Json();
        var model = json["model"]!.AsObject();
        var pairs = model["merges"]!.AsArray()
            .Select(merge => (JsonNode)new JsonArray([.. ((string)merge!).Split(' ').Select(part => (JsonNode)part)]));
        json["model"] = new JsonObject
        {
            ["merges"] = new JsonArray([.. pairs]),
            ["vocab"] = model["vocab"]!.DeepClone(),
        };

        var tokenizer = ToyTokenizer.Load(json);

        Assert.All(ToyTokenizer.Samples("GPT-2"), sample =>
            Assert.Equal(sample.Ids, ToyTokenizer.Encode(tokenizer, sample.Text)));
    }

    [Fact]
    public void BytesOf_EachTokenOfAText_SpellTheTextTogether()
    {
        var tokenizer = ToyTokenizer.Load(ToyTokenizer.Json("Llama 3"));

        Assert.All(ToyTokenizer.Samples("Llama 3"), sample => Assert.Equal(
            sample.Text,
            Encoding.UTF8.GetString([.. sample.Ids.SelectMany(id => tokenizer.BytesOf(id).ToArray())])));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.BytesOf(1_000_000).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.BytesOf(-1).Length);
    }

    [Fact]
    public void Encode_PieceThatIsATokenMergesDoNotMake_IsItOnlyIfMergesAreIgnored()
    {
        var ignoring = ToyTokenizer.Load(ToyTokenizer.Json("Llama 3"));
        var merging = ToyTokenizer.Load(ToyTokenizer.Json("Llama 3 inverted"));

        Assert.Single(ToyTokenizer.Encode(ignoring, " unreached"));
        Assert.NotEqual(1, ToyTokenizer.Encode(merging, " unreached").Length);
    }
}
