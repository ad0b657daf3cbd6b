using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Adds up the pieces of a prompt. Each text is counted on its own: no token spans two of them.</summary>
internal ref struct PromptCounter
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly ITokenCounter? _counter;
    private readonly ScratchBuffer _scratch;
    private long _textTokens;
    private long _textBytes;
    private long _formatTokens;
    private bool _isPricedByRule;

    public PromptCounter(ReadOnlySpan<byte> body, ITokenCounter? counter, ScratchBuffer scratch)
    {
        _body = body;
        _counter = counter;
        _scratch = scratch;
    }

    public PromptCount Count(ReadOnlySpan<PromptPiece> pieces, double bytesPerToken)
    {
        foreach (var piece in pieces)
            Add(piece);
        var textTokens = _counter is null ? Math.Ceiling(_textBytes / bytesPerToken) : _textTokens;
        return new PromptCount(
            (int)Math.Min(textTokens + _formatTokens, int.MaxValue),
            (_counter is not null || _textBytes == 0) && !_isPricedByRule,
            _textBytes,
            (int)Math.Min(_formatTokens, int.MaxValue));
    }

    private void Add(PromptPiece piece)
    {
        if (piece.Kind == PromptPieceKind.PlainText)
            AddText(piece.Text.In(_body));
        else if (piece.Kind == PromptPieceKind.EscapedText)
            AddEscapedText(piece.Text.In(_body));
        _formatTokens += piece.Tokens;
        _isPricedByRule |= piece.IsPricedByRule;
    }

    private void AddText(ReadOnlySpan<byte> text)
    {
        _textBytes += text.Length;
        _textTokens += _counter?.CountTokens(text) ?? 0;
    }

    private void AddEscapedText(ReadOnlySpan<byte> escaped)
    {
        if (_counter is null)
        {
            _textBytes += JsonUnescaper.Measure(escaped);
            return;
        }
        var text = _scratch.Reserve(escaped.Length);
        AddText(text[..JsonUnescaper.Unescape(escaped, text)]);
    }
}
