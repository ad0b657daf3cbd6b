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

    public PromptCount Count(PromptPieces pieces, double bytesPerToken)
    {
        foreach (var piece in pieces.All)
            Add(piece, times: 1);
        foreach (var piece in pieces.Repeated)
            Add(piece, pieces.Repetitions);
        var textTokens = _counter is null ? Math.Ceiling(_textBytes / bytesPerToken) : _textTokens;
        return new PromptCount(
            (int)Math.Min(textTokens + _formatTokens, int.MaxValue),
            (_counter is not null || _textBytes == 0) && !_isPricedByRule,
            _textBytes,
            (int)Math.Min(_formatTokens, int.MaxValue));
    }

    private void Add(PromptPiece piece, int times)
    {
        if (piece.Kind == PromptPieceKind.PlainText)
            AddText(piece.Text.In(_body), times);
        else if (piece.Kind == PromptPieceKind.EscapedText)
            AddEscapedText(piece.Text.In(_body), times);
        _formatTokens += (long)piece.Tokens * times;
        _isPricedByRule |= piece.IsPricedByRule;
    }

    private void AddText(ReadOnlySpan<byte> text, int times)
    {
        _textBytes += (long)text.Length * times;
        _textTokens += (long)(_counter?.CountTokens(text) ?? 0) * times;
    }

    private void AddEscapedText(ReadOnlySpan<byte> escaped, int times)
    {
        if (_counter is null)
        {
            _textBytes += (long)JsonUnescaper.Measure(escaped) * times;
            return;
        }
        AddText(_scratch.Unescape(escaped), times);
    }
}
