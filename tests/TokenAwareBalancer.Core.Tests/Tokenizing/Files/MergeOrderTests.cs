using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Our tables against the plain algorithm over listed pairs, on vocabularies nobody would train.</summary>
public sealed class MergeOrderTests
{
    private const string Letters = "abc";

    public static TheoryData<int> Seeds => [1, 2, 3, Environment.TickCount];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Encode_RandomMergesInAnyOrder_IsThatOfMergingPairByPair(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var merges = RandomMerges(random);
            var tokenizer = ToyTokenizer.Load(Json(merges));
            var vocabulary = Vocabulary(merges);

            for (var i = 0; i < 30; i++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(1, 100)).Select(_ => Letters[random.Next(3)]));
                var expected = MergePairByPair(text, merges).Select(token => vocabulary.IndexOf(token)).ToArray();
                Assert.True(
                    expected.SequenceEqual(ToyTokenizer.Encode(tokenizer, text)),
                    $"seed {seed}, {text}, merges {string.Join(", ", merges)}");
            }
        }
    }

    [Fact]
    public void Load_PairListedTwiceAndUsed_IsRefused() => Assert.Contains(
        "model.merges[1] repeats an earlier merge",
        Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(Json([("a", "b"), ("a", "b")]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_MergeThatMakesItsOwnPart_IsNeverReached()
    {
        // The token "aa" needs itself: nothing ever makes it, nor what is made of it.
        var json = Json([("aa", "a"), ("aaa", "a")]);
        json["model"]!["vocab"]!["aa"] = 400;

        Assert.Equal(4, ToyTokenizer.Encode(ToyTokenizer.Load(json), "aaaa").Length);
    }

    private static List<(string Left, string Right)> RandomMerges(Random random)
    {
        var tokens = Letters.Select(letter => letter.ToString()).ToList();
        var merges = new List<(string Left, string Right)>();
        for (var count = random.Next(2, 40); merges.Count < count;)
        {
            var merge = (tokens[random.Next(tokens.Count)], tokens[random.Next(tokens.Count)]);
            if (merge.Item1.Length + merge.Item2.Length > 12)
            {
                count--;
                continue;
            }

            if (merges.Contains(merge))
                continue;
            merges.Add(merge);
            if (!tokens.Contains(merge.Item1 + merge.Item2))
                tokens.Add(merge.Item1 + merge.Item2);
        }

        // Some merges come before those of their parts.
        for (var moves = random.Next(4); moves > 0 && merges.Count > 1; moves--)
        {
            var from = random.Next(merges.Count);
            var merge = merges[from];
            merges.RemoveAt(from);
            merges.Insert(random.Next(merges.Count + 1), merge);
        }

        return merges;
    }

    private static List<string> MergePairByPair(string text, List<(string Left, string Right)> merges)
    {
        var parts = text.Select(letter => letter.ToString()).ToList();
        while (true)
        {
            var best = -1;
            var bestMerge = merges.Count;
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                var merge = merges.IndexOf((parts[i], parts[i + 1]));
                if (merge >= 0 && merge < bestMerge)
                    (best, bestMerge) = (i, merge);
            }

            if (best < 0)
                return parts;
            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }

    private static List<string> Vocabulary(List<(string Left, string Right)> merges) =>
        [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell([(byte)value]))
            .Concat(merges.Select(merge => merge.Left + merge.Right)).Distinct()];

    private static JsonObject Json(List<(string Left, string Right)> merges)
    {
        var json = ToyTokenizer.Json("no split");
        var vocabulary = new JsonObject();
        foreach (var (id, token) in Vocabulary(merges).Index())
            vocabulary[token] = id;
        json["model"]!["vocab"] = vocabulary;
        json["model"]!["merges"] =
            new JsonArray([.. merges.Select(merge => (JsonNode)$"{merge.Left} {merge.Right}")]);
        return json;
    }
}
