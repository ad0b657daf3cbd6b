using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Tokenizing.Files;

namespace TokenAwareBalancer.Configuration.Validating;

/// <summary>Loads the tokenizers that models have files for: a bad file is found before anything is counted by
/// it.</summary>
/// <remarks>A path is relative to the configuration file it stands in, one of the command line to where that runs.
/// </remarks>
internal sealed class TokenizersValidator(BalancerOptions options, BindingContext context)
{
    private static readonly SettingPath Models = SettingPath.Root["models"];

    public void Validate()
    {
        foreach (var (name, model) in options.Models)
        {
            var path = Models[name]["tokenizer"];
            if (TokenizerText.IsFile(model.Tokenizer) && context.IsWritten(path) && !context.HasErrorAt(path))
                Load(model, path);
        }
    }

    private void Load(ModelOptions model, SettingPath path)
    {
        var origin = context.OriginOf(path);
        context.Files.Stamp(TokenizerSource.PathOf(model.Tokenizer, FolderOf(origin)));
        try
        {
            model.LoadedTokenizer = TokenizerSource.Resolve(model.Tokenizer, FolderOf(origin));
        }
        catch (TokenizerFileException exception)
        {
            context.Fail(
                origin, path, model.Tokenizer, $"cannot be used: {exception.Message.TrimEnd('.')}",
                "a tokenizer.json of a byte-level BPE, or a tiktoken file");
        }
    }

    private static string FolderOf(Origin origin) =>
        origin.Line is null ? "" : Path.GetDirectoryName(origin.Name) ?? "";
}
