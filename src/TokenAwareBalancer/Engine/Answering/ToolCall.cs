using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>The tool call that a request demands: an answer whose tokens are pieces of the call's arguments.</summary>
internal sealed class ToolCall
{
    /// <summary>About what a token of JSON is.</summary>
    private const int CharactersPerToken = 4;

    private readonly string _arguments;
    private readonly JsonEncodedText[] _pieces;

    /// <param name="name">The function's.</param>
    /// <param name="arguments">JSON in ASCII, so that it can be cut anywhere.</param>
    public ToolCall(string name, string arguments)
    {
        Name = JsonEncodedText.Encode(name);
        _arguments = arguments;
        _pieces = Array.ConvertAll(
            [.. arguments.Chunk(CharactersPerToken)],
            static piece => JsonEncodedText.Encode(piece, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
    }

    public JsonEncodedText Name { get; }

    public int Tokens => _pieces.Length;

    /// <param name="ordinal">Counted from 1.</param>
    /// <returns>The piece, escaped for a JSON string.</returns>
    public ReadOnlySpan<byte> GetToken(int ordinal) => _pieces[ordinal - 1].EncodedUtf8Bytes;

    /// <summary>The arguments as far as so many tokens reach: JSON that is cut off if they are not all.</summary>
    public string GetArguments(int tokens) => _arguments[..Math.Min(_arguments.Length, tokens * CharactersPerToken)];
}
