using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class TokenizerSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Resolve_NameOfABuiltInOne_IsThatOne()
    {
        BuiltInTokenizers.TryGet("o200k_base", out var builtIn);

        Assert.Same(builtIn, TokenizerSource.Resolve("o200k_base"));
    }

    [Fact]
    public void Resolve_TheSameFileTwice_IsOneTokenizer()
    {
        Write("a.json", ToyTokenizer.Json().ToJsonString());

        Assert.Same(
            TokenizerSource.Resolve("a.json", _folder.FullName), TokenizerSource.Resolve("a.json", _folder.FullName));
    }

    [Theory]
    [InlineData("b/a.json")]
    [InlineData("c.json")]
    public void Resolve_FilesOfTheSameContent_ShareTheirTablesAndKeepTheirNames(string other)
    {
        Write("a.json", ToyTokenizer.Json().ToJsonString());
        Write(other, ToyTokenizer.Json().ToJsonString());

        var first = TokenizerSource.Resolve("a.json", _folder.FullName);
        var second = TokenizerSource.Resolve(other, _folder.FullName);

        Assert.True(ShareTables(first, second));
        Assert.Equal(("a.json", other), (first.Name, second.Name));
        GC.KeepAlive(first);
    }

    [Fact]
    public void Resolve_FilesOfOtherContent_ShareNothing()
    {
        Write("a.json", ToyTokenizer.Json().ToJsonString());
        Write("c.json", ToyTokenizer.Json("Qwen").ToJsonString());

        Assert.False(ShareTables(
            TokenizerSource.Resolve("a.json", _folder.FullName), TokenizerSource.Resolve("c.json", _folder.FullName)));
    }

    [Fact]
    public void Resolve_RanksOfTheSameContentByAnotherPattern_AreAnotherTokenizer()
    {
        var ranks = Enumerable.Range(0, 256).Select(static rank => $"{Convert.ToBase64String([(byte)rank])} {rank}\n");
        Write("ranks.bin", string.Concat(ranks));

        Assert.False(ShareTables(
            TokenizerSource.Resolve($"gpt2:{_folder.FullName}/ranks.bin"),
            TokenizerSource.Resolve($"o200k_base:{_folder.FullName}/ranks.bin")));
    }

    [Fact]
    public void Resolve_FileThatChanged_IsReadAgain()
    {
        Write("a.json", ToyTokenizer.Json().ToJsonString());
        var first = TokenizerSource.Resolve("a.json", _folder.FullName);
        Write("a.json", ToyTokenizer.Json("Qwen").ToJsonString());

        Assert.NotSame(first, TokenizerSource.Resolve("a.json", _folder.FullName));
    }

    [Fact]
    public void Resolve_NeitherNameNorFile_SaysWhatThereIs() => Assert.Equal(
        "gpt: there is neither a built-in tokenizer nor a file of that name. Built in are cl100k_base, o200k_base, "
            + "o200k_harmony.",
        Assert.Throws<TokenizerFileException>(() => TokenizerSource.Resolve("gpt")).Message);

    /// <summary>Whether both keep the bytes of their tokens in one place.</summary>
    private static bool ShareTables(ITokenEncoder first, ITokenEncoder second) => Unsafe.AreSame(
        in MemoryMarshal.GetReference(first.BytesOf(0)), in MemoryMarshal.GetReference(second.BytesOf(0)));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
