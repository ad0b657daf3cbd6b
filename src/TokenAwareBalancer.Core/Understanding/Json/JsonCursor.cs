using System.Text.Json;

namespace TokenAwareBalancer.Understanding.Json;

/// <summary>
/// A position in a request body: the JSON reader, the key path that leads there, and the offset of the text within the
/// body, so that every range and every error is in bytes of the body as received.
/// </summary>
/// <remarks>
/// Where our own scanner stops, the body is read once more by <see cref="Utf8JsonReader"/>, which is told that more
/// may follow (<c>isFinalBlock: false</c>): it answers "not yet" where the text stops too early, and throws only where
/// it is wrong, which tells a truncated body from a malformed one.
/// </remarks>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _origin;
    private readonly int _maxDepth;
    private readonly KeyPath _path;
    private JsonScanner _json;
    private Utf8JsonReader _judge;

    /// <param name="body">The whole body, valid UTF-8.</param>
    /// <param name="origin">Where its JSON starts, after a byte order mark and white space.</param>
    /// <param name="maxDepth">How many objects and arrays may be open at once.</param>
    /// <param name="path">An empty path to keep.</param>
    public JsonCursor(ReadOnlySpan<byte> body, int origin, int maxDepth, KeyPath path)
    {
        _body = body;
        _origin = origin;
        _maxDepth = maxDepth;
        _path = path;
        _json = new JsonScanner(body[origin..], maxDepth);
    }

    public readonly JsonTokenType TokenType => _json.TokenType;

    public readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    /// <summary>Where the current token starts in the body.</summary>
    public readonly int Offset => _origin + _json.TokenStartIndex;

    /// <summary>Where the current token ends in the body.</summary>
    public readonly int End => _origin + _json.BytesConsumed;

    /// <summary>The current string or name as written, without its quotes.</summary>
    public readonly ReadOnlySpan<byte> Escaped => _json.ValueSpan;

    /// <summary>Whether the current string or name has a backslash.</summary>
    public readonly bool HasEscapes => _json.ValueIsEscaped;

    public void Next()
    {
        if (!_json.Read())
            Judge();
    }

    /// <summary>Finds out what is wrong.</summary>
    private void Judge()
    {
        var options = new JsonReaderOptions { MaxDepth = _maxDepth };
        _judge = new Utf8JsonReader(_body[_origin..], isFinalBlock: false, new JsonReaderState(options));
        while (_judge.Read())
        {
        }

        throw new RequestFormatException(JsonFaults.Truncated(_body.Length));
    }

    /// <summary>Goes into the object that starts here.</summary>
    public void EnterObject(string expected = "an object")
    {
        Expect(JsonTokenType.StartObject, expected);
        _path.EnterObject();
    }

    /// <summary>Goes into the array that starts here.</summary>
    public void EnterArray(string expected = "an array")
    {
        Expect(JsonTokenType.StartArray, expected);
        _path.EnterArray();
    }

    /// <summary>Moves to the next property's value, or leaves the object when there is none.</summary>
    public bool NextKey(out JsonKey key)
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            key = JsonKey.Unknown;
            _path.Leave();
            return false;
        }
        key = ReadWord<JsonKey>();
        _path.SetKey(key);
        Next();
        return true;
    }

    /// <summary>Moves to the next item, or leaves the array when there is none.</summary>
    public bool NextItem()
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            _path.Leave();
            return false;
        }
        _path.MoveToNextIndex();
        return true;
    }

    /// <summary>Moves to the end of the current value, whatever it is.</summary>
    /// <returns>The value as written.</returns>
    public ByteRange Skip()
    {
        var start = Offset;
        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var depth = _json.CurrentDepth;
            do
                Next();
            while (_json.CurrentDepth > depth);
        }
        return new ByteRange(start, End - start);
    }

    /// <summary>Requires that only white space follows.</summary>
    public readonly void ExpectEnd()
    {
        var next = BodyText.IndexAfterWhiteSpace(_body, End);
        if (next < _body.Length)
            throw new RequestFormatException(JsonFaults.TrailingContent(next));
    }

    /// <summary>The word that the current string or name is.</summary>
    public readonly TWord ReadWord<TWord>()
        where TWord : struct, Enum
    {
        const int longestEscapeBytes = 6;
        var word = _json.ValueSpan;
        if (!_json.ValueIsEscaped)
            return JsonWords<TWord>.Find(word);
        if (word.Length > longestEscapeBytes * JsonWords<TWord>.LongestBytes)
            return default;
        Span<byte> unescaped = stackalloc byte[word.Length];
        return JsonWords<TWord>.Find(unescaped[..JsonUnescaper.Unescape(word, unescaped)]);
    }

    /// <summary>The current number if it is whole, also written <c>100.0</c> or <c>1e2</c>; saturates.</summary>
    public readonly bool TryReadInteger(out long value)
    {
        if (_json.TryGetInt64(out value))
            return true;
        if (!_json.TryGetDouble(out var number) || Math.Truncate(number) != number)
            return false;
        value = (long)number;
        return true;
    }

    /// <summary>Requires the current token to be of one type.</summary>
    public readonly void Expect(JsonTokenType type, string expected)
    {
        if (_json.TokenType != type)
            throw WrongType(expected);
    }

    public readonly RequestFormatException WrongType(string expected) =>
        WrongType(JsonKey.Unknown, expected, JsonFaults.Describe(_json.TokenType), Offset);

    public readonly RequestFormatException WrongType(JsonKey child, string expected, string found, int offset) =>
        new(JsonFaults.WrongType(_path.Describe(child), expected, found, offset));

    public readonly RequestFormatException InvalidValue(string requirement) =>
        new(JsonFaults.InvalidValue(_path.Describe(), requirement, Offset));

    /// <summary>A property is absent from the object that was just left.</summary>
    public readonly RequestFormatException Missing(JsonKey child) => new(JsonFaults.Missing(_path.Describe(child)));

    /// <summary>A list that needs an item has none.</summary>
    public readonly RequestFormatException Empty(JsonKey child, int offset) =>
        new(JsonFaults.Empty(_path.Describe(child), offset));

    public readonly RequestError Malformed(JsonException exception)
    {
        var offset = _origin + JsonFaults.FindOffset(_body[_origin..], exception);
        return IsTooDeep(offset) ? JsonFaults.TooDeep(_maxDepth, offset) : JsonFaults.Malformed(_body, offset);
    }

    private readonly bool IsTooDeep(int offset)
    {
        var isOpening = _judge.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        var openLevels = _judge.CurrentDepth + (isOpening ? 1 : 0);
        return openLevels >= _maxDepth && offset < _body.Length && _body[offset] is (byte)'{' or (byte)'[';
    }
}
