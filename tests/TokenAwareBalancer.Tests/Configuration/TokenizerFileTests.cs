using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Configuration;

/// <summary>Models whose tokenizer is a file, here one of the 256 bytes.</summary>
public sealed class TokenizerFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public TokenizerFileTests()
    {
        var lines = Enumerable.Range(0, 256).Select(value => $"{Convert.ToBase64String([(byte)value])} {value}");
        File.WriteAllLines(Path.Combine(_folder.FullName, "gpt2.tiktoken"), lines);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), "{\"model\": {\"vocab\": 1}}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void File_BesideTheConfiguration_CountsTheModelsPrompts()
    {
        var result = Load("models: {m: {tokenizer: ./gpt2.tiktoken}, n: {tokenizer: gpt2:gpt2.tiktoken}}");

        Assert.Empty(result.Errors);
        var models = FleetFactory.Create(result.Options!, new KnownNames()).Models;
        Assert.Equal(["./gpt2.tiktoken", "gpt2:gpt2.tiktoken"], models.Select(model => model.TokenCounter!.Name));
        Assert.All(models, model => Assert.Equal(5, model.TokenCounter!.CountTokens("hello"u8)));
    }

    [Fact]
    public void File_OfTwoModels_IsLoadedOnce()
    {
        var options = Load(
            "models: {m: {tokenizer: gpt2.tiktoken}, n: {tokenizer: gpt2.tiktoken}, o: {tokenizer: ./gpt2.tiktoken}}")
            .Options!;
        var counter = options.Models["m"].LoadedTokenizer;
        var respelled = options.Models["o"].LoadedTokenizer;

        Assert.Same(counter, options.Models["n"].LoadedTokenizer);
        Assert.Equal(("gpt2.tiktoken", "./gpt2.tiktoken"), (counter!.Name, respelled!.Name));
        // Two names for the same tables.
        Assert.True(Unsafe.AreSame(in FirstByte(counter), in FirstByte(respelled)));
    }

    [Theory]
    [InlineData("./tokenizer.json", "cannot be used: FOLDER/./tokenizer.json: model.vocab must be an object of tokens and "
        + "their ids")]
    [InlineData("no.json", "cannot be used: FOLDER/no.json: there is no such file")]
    public void File_ThatCannotBeUsed_IsAnErrorAtItsPlace(string file, string problem)
    {
        var error = Assert.Single(Load($"models: {{m: {{tokenizer: {file}}}}}").Errors);

        Assert.Equal(
            $"{_folder.FullName}/f.yaml:4:25: models.m.tokenizer: \"{file}\" "
                + problem.Replace("FOLDER", _folder.FullName, StringComparison.Ordinal)
                + "; expected a tokenizer.json of a byte-level BPE, or a tiktoken file",
            error.ToString());
    }

    private static ref readonly byte FirstByte(ITokenCounter counter) =>
        ref MemoryMarshal.GetReference(((ITokenEncoder)counter).BytesOf('a'));

    private ConfigurationResult Load(string models)
    {
        var path = Path.Combine(_folder.FullName, "f.yaml");
        File.WriteAllText(path, Given.Minimal + models);
        return ConfigurationLoader.LoadFile(path, [], ConfigurationVocabulary.Shipped, _ => null);
    }
}
