using System.Text;
using TokenAwareBalancer.Tokenizing.Files;
using TokenAwareBalancer.Tokenizing.Reference;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>Tokenizers of random files against the reference; damaged files against nothing but a clear error.</summary>
public sealed class FileFuzzTests : IDisposable
{
    private const int TextsPerFile = 20;
    private const int FixedFiles = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz").FullName;

    public static TheoryData<string> Kinds => [.. FuzzRun.Kinds];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tokenizer_OfARandomFile_CountsAndNamesTheTokensOfTheReference(string kind)
    {
        var (loaded, refused) = (0, 0);
        await FuzzRun.RunAsync(kind, random =>
        {
            var file = new RandomTokenizerFile(random);
            if (Load(Encoding.UTF8.GetBytes(file.Json), file.IsHostile) is not { } encoder)
            {
                refused++;
                return;
            }

            loaded++;
            var reference = new ReferenceFile(file.Json);
            for (var i = 0; i < TextsPerFile; i++)
                AssertSame(encoder, reference, file);
        }, FixedFiles);

        TestContext.Current.TestOutputHelper?.WriteLine($"{loaded} files loaded, {refused} refused");
        Assert.True(loaded > refused, $"{loaded} files loaded, {refused} refused");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task File_Damaged_IsRefusedInWordsOrLoaded(string kind) => FuzzRun.RunAsync(kind, random =>
    {
        var bytes = Encoding.UTF8.GetBytes(new RandomTokenizerFile(random).Json).ToList();
        for (var faults = random.Next(1, 4); faults > 0; faults--)
            Damage(bytes, random);

        var encoder = Load([.. bytes], mayBeRefused: true);

        // Whatever it is now a file of: it has bytes for what it counts.
        if (encoder is not null)
            Assert.InRange(encoder.CountTokens("aab b é\n\nA1"u8), 0, 1000);
    }, FixedFiles);

    private ITokenEncoder? Load(byte[] content, bool mayBeRefused)
    {
        var path = Path.Combine(_folder, "tokenizer.json");
        File.WriteAllBytes(path, content);
        try
        {
            return TokenizerSource.Resolve(path);
        }
        catch (TokenizerFileException exception) when (mayBeRefused || GrowsTooMuch(exception))
        {
            Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
            return null;
        }
    }

    // Components drawn at random may be NFKC after NFKC after NFKC.
    private static bool GrowsTooMuch(TokenizerFileException exception) =>
        exception.Message.Contains("normalizer may make a text more than", StringComparison.Ordinal);

    private static void AssertSame(ITokenEncoder encoder, ReferenceFile reference, RandomTokenizerFile file)
    {
        try
        {
            TokenAssert.Same(encoder, reference.Encode, file.Text());
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{exception.Message} with {file.Json}", exception);
        }
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                break;
            case 1:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                bytes[at] = (byte)"{}[]\",:0-9e"[random.Next(11)];
                break;
        }
    }
}
