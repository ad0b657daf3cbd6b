using System.Text;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Tokenizing.Fuzzing;
using TokenAwareBalancer.Tokenizing.Reference;

namespace TokenAwareBalancer.Understanding.Fuzzing;

/// <summary>Request bodies at random, counted as the sum of the reference's counts of what they say.</summary>
public sealed class BodyFuzzTests
{
    private const int MaxDepth = 64;

    /// <summary>What JSON is told by.</summary>
    private const string Marks = "{}[]\",:\\u0ntf-1e";

    public static TheoryData<string, string> TokenizersAndKinds =>
        new MatrixTheoryData<string, string>(TokenCountSamples.Tokenizers, FuzzRun.Kinds);

    public static TheoryData<string> Kinds => [.. FuzzRun.Kinds];

    [Theory]
    [MemberData(nameof(TokenizersAndKinds))]
    public Task Chat_AtRandom_IsCountedAsTheSumOfItsTextsAndItsFormat(string tokenizer, string kind)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));
        var encoder = Assert.IsType<ITokenEncoder>(counter, exactMatch: false);
        var reference = ReferenceTokenizer.Get(tokenizer);
        return FuzzRun.RunAsync(kind, random =>
        {
            var chat = new RandomChat(random, new RandomTexts(random, () => VocabularyTexts.Draw(encoder, random)));
            var expected = chat.Texts.Sum(text => reference.Encode(text).Count) + chat.FormatTokens;

            var (error, count) = Count(Encoding.UTF8.GetBytes(chat.Body), ApiSurface.ChatCompletions, encoder);

            Assert.True(error is null, $"{error?.Message}: {TokenAssert.Show(chat.Body)}");
            Assert.True((expected, !chat.HasImage) == (count.Tokens, count.IsExact),
                $"{tokenizer} counts {count}, the reference {expected} of {TokenAssert.Show(chat.Body)}");
            Assert.Equal(chat.Texts.Sum(Encoding.UTF8.GetByteCount), count.TextBytes);
        });
    }

    /// <summary>Bytes removed, changed, doubled: whatever becomes of them, an answer.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Body_Damaged_IsRefusedOrCountedWithinItsBytes(string kind)
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));
        return FuzzRun.RunAsync(kind, random =>
        {
            var surface = random.GetItems(Enum.GetValues<ApiSurface>(), 1)[0];
            var chat = new RandomChat(random, new RandomTexts(random, token: null));
            var body = Damage(Encoding.UTF8.GetBytes(Rename(chat.Body, surface)), random);

            var (error, count) = Count(body, surface, counter);

            Assert.True(error is null ? count.TextBytes <= body.Length : error.Message.Length > 0);
        });
    }

    private static (RequestError? Error, PromptCount Count) Count(byte[] body, ApiSurface surface, ITokenCounter counter)
    {
        var reader = RequestReader.Rent();
        try
        {
            var error = reader.Read(body, surface, MaxDepth, out _);
            return (error, error is null ? reader.Count(body, counter, bytesPerToken: 4) : default);
        }
        finally
        {
            reader.Return();
        }
    }

    // So that what is read is where each API looks for it.
    private static string Rename(string body, ApiSurface surface) => surface switch
    {
        ApiSurface.Completions or ApiSurface.Tokenize => body.Replace("\"messages\"", "\"prompt\""),
        ApiSurface.Responses or ApiSurface.Embeddings => body.Replace("\"messages\"", "\"input\""),
        ApiSurface.Rerank => body.Replace("\"messages\"", "\"query\":\"\",\"documents\""),
        _ => body,
    };

    private static byte[] Damage(byte[] body, Random random)
    {
        var damaged = body.ToList();
        for (var faults = random.Next(1, 6); faults > 0 && damaged.Count > 0; faults--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 20), damaged.Count - at));
                    break;
                case 1:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(random.Next(1, 20), damaged.Count - at)));
                    break;
                case 2:
                    damaged.Insert(at, (byte)Marks[random.Next(Marks.Length)]);
                    break;
                case 3:
                    damaged[at] = (byte)random.Next(256);
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }
}
