using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads <c>model</c>, which must be a byte-level BPE.</summary>
internal sealed class BpeModelReader(string file)
{
    private readonly HashSet<string> _seen = [];
    private readonly VocabularyReader _vocabulary = new(file);
    private MergeOrder? _order;
    private bool _ignoresMerges;

    public BpeModel Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TokenizerFileException($"{file}: model must be an object.");
        Utf8JsonReader merges = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonPlace.Shorten(reader.ValueSpan.Length > 200 ? "a property" : reader.GetString()!);
            if (!_seen.Add(name))
                throw new TokenizerFileException($"{file}: model.{name} is there twice.");
            reader.Read();
            if (name == "vocab")
            {
                _vocabulary.Read(ref reader);
            }
            else if (name == "merges" && _seen.Contains("vocab"))
            {
                _order = ReadMerges(ref reader);
            }
            else if (name == "merges")
            {
                // They stand before the tokens they name: read them when these are known.
                merges = reader;
                reader.Skip();
            }
            else
            {
                ReadSetting(name, new JsonPlace(file, $"model.{name}", JsonElement.ParseValue(ref reader)));
            }
        }

        foreach (var part in (ReadOnlySpan<string>)["vocab", "merges"])
        {
            if (!_seen.Contains(part))
                throw new TokenizerFileException($"{file}: model has no {part}; known here are models of type BPE.");
        }

        return Create(ref merges);
    }

    private MergeOrder ReadMerges(ref Utf8JsonReader merges)
    {
        var order = new MergeOrder(_vocabulary.Strings.Count);
        for (var token = 0; token < _vocabulary.Strings.Count; token++)
        {
            if (_vocabulary.LengthOf(token) == 1)
                order.AddByte(token);
        }

        new MergesReader(file, _vocabulary.Strings, order).Read(ref merges);
        order.Complete(_vocabulary);
        return order;
    }

    private BpeModel Create(ref Utf8JsonReader merges)
    {
        _order ??= ReadMerges(ref merges);
        return new BpeModel(
            _vocabulary.Strings,
            _vocabulary.Ids,
            _vocabulary.Bytes,
            _vocabulary.Starts,
            _vocabulary.Lengths,
            _order,
            _ignoresMerges);
    }

    private void ReadSetting(string name, JsonPlace value)
    {
        switch (name)
        {
            case "type":
                if (value.AsString() != "BPE")
                    throw value.Wrong($"is {JsonPlace.Shorten(value.AsString())}; known here is BPE");
                break;
            case "ignore_merges":
                _ignoresMerges = !value.IsNull && value.AsBoolean();
                break;
            case "dropout":
                if (!value.IsNull && !IsZero(value.Value))
                    throw value.Wrong("must be null or 0: merges left out at random cannot be counted");
                break;
            case "continuing_subword_prefix" or "end_of_word_suffix":
                if (!value.IsNull && value.AsString().Length > 0)
                    throw value.Wrong("must be null or empty: a byte-level vocabulary has no such marks");
                break;
            case "unk_token" or "fuse_unk" or "byte_fallback":
                // For what is not in the vocabulary; every byte is.
                break;
            default:
                throw new TokenizerFileException($"{file}: model.{name} is not known here.");
        }
    }

    private static bool IsZero(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == 0;
}
