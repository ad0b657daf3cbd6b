using System.Text.Json;
using System.Text.Unicode;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads Hugging Face's <c>tokenizer.json</c>.</summary>
/// <remarks>
/// One pass over the bytes. The two large parts, the model and the added tokens, are read as they come; normalizer and
/// pre-tokenizer, which are small, as trees. What decorates tokens afterwards (post-processor, decoder, truncation,
/// padding) does not change how a text is counted and is passed over; anything else that is not known is an error.
/// </remarks>
internal sealed class TokenizerJsonReader(string file, ReadOnlyMemory<byte> content)
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = FileLimits.JsonDepth };

    private readonly HashSet<string> _seen = [];
    private readonly List<AddedToken> _addedTokens = [];
    private string _path = "the file";
    private JsonPlace? _normalizer;
    private JsonPlace? _preTokenizer;
    private BpeModel? _model;

    public ITokenEncoder Read(string name)
    {
        try
        {
            ReadSections();
        }
        catch (JsonException e)
        {
            throw new TokenizerFileException(
                $"{file}: {_path} is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}. It may be cut "
                + "short, or no tokenizer.json.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerFileException($"{file}: {_path} holds a string that is not valid Unicode.", e);
        }

        if (_model is null)
            throw new TokenizerFileException($"{file}: there is no model; a tokenizer.json has one of type BPE.");
        return new TokenizerAssembly(file, _model, _addedTokens, _normalizer, _preTokenizer).Create(name);
    }

    private void ReadSections()
    {
        if (!Utf8.IsValid(content.Span))
            throw new TokenizerFileException($"{file}: the file is not UTF-8.");
        var reader = new Utf8JsonReader(content.Span, ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TokenizerFileException($"{file}: the file must hold a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _path = JsonPlace.Shorten(reader.ValueSpan.Length > 200 ? "a property of the file" : reader.GetString()!);
            if (!_seen.Add(_path))
                throw new TokenizerFileException($"{file}: {_path} is there twice.");
            reader.Read();
            ReadSection(ref reader);
            _path = "the file";
        }

        if (reader.Read())
            throw new JsonException();
    }

    private void ReadSection(ref Utf8JsonReader reader)
    {
        switch (_path)
        {
            case "model":
                _model = new BpeModelReader(file).Read(ref reader);
                break;
            case "added_tokens":
                AddedTokenReader.Read(file, ref reader, _addedTokens);
                break;
            case "normalizer":
                _normalizer = ReadTree(ref reader);
                break;
            case "pre_tokenizer":
                _preTokenizer = ReadTree(ref reader);
                break;
            case "version" or "truncation" or "padding" or "post_processor" or "decoder":
                reader.Skip();
                break;
            default:
                throw new TokenizerFileException(
                    $"{file}: {_path} is not known here; a tokenizer.json has version, truncation, padding, "
                    + "added_tokens, normalizer, pre_tokenizer, post_processor, decoder and model.");
        }
    }

    private JsonPlace ReadTree(ref Utf8JsonReader reader)
    {
        var end = reader;
        end.Skip();
        if (end.TokenStartIndex - reader.TokenStartIndex > FileLimits.ComponentBytes)
        {
            throw new TokenizerFileException(
                $"{file}: {_path} has more than {FileLimits.ComponentBytes} bytes; none needs so many.");
        }

        return new JsonPlace(file, _path, JsonElement.ParseValue(ref reader));
    }
}
