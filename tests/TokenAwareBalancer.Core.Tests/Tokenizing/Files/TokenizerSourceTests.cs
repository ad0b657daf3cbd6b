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
    public void Resolve_FilesOfTheSameContent_AreOneTokenizer()
    {
        Write("a.json", ToyTokenizer.Json().ToJsonString());
        Write("b/a.json", ToyTokenizer.Json().ToJsonString());
        Write("c.json", ToyTokenizer.Json("Qwen").ToJsonString());

        var first = TokenizerSource.Resolve("a.json", _folder.FullName);

        Assert.Same(first, TokenizerSource.Resolve(Path.Combine(_folder.FullName, "b", "a.json")));
        Assert.NotSame(first, TokenizerSource.Resolve("c.json", _folder.FullName));
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

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
