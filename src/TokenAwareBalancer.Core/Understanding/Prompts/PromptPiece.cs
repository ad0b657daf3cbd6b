namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>One thing that makes a prompt longer: a text, as a range of the body, or a number of tokens.</summary>
internal readonly record struct PromptPiece
{
    private readonly int _start;
    private readonly int _amount;

    private PromptPiece(PromptPieceKind kind, int start, int amount)
    {
        Kind = kind;
        _start = start;
        _amount = amount;
    }

    public PromptPieceKind Kind { get; }

    /// <summary>The text's bytes in the body, 0 of them unless the piece is a text.</summary>
    public ByteRange Text => IsText ? new ByteRange(_start, _amount) : default;

    /// <summary>The piece's tokens, 0 for a text that is yet to be counted.</summary>
    public int Tokens => IsText ? 0 : _amount;

    /// <summary>It is a text, to be counted.</summary>
    public bool IsText => Kind is PromptPieceKind.PlainText or PromptPieceKind.EscapedText;

    /// <summary>Its tokens are known, or guessed; what they are is not.</summary>
    public bool IsOpaque => IsPricedByRule || Kind == PromptPieceKind.TokenIds;

    /// <summary>Its tokens are a guess by rule.</summary>
    public bool IsPricedByRule => Kind is PromptPieceKind.Image or PromptPieceKind.Audio
        or PromptPieceKind.Document or PromptPieceKind.Reference;

    public static PromptPiece OfText(ByteRange text, bool hasEscapes) =>
        new(hasEscapes ? PromptPieceKind.EscapedText : PromptPieceKind.PlainText, text.Start, text.Length);

    /// <summary>What is not here has no price; it only keeps the count from being exact.</summary>
    public static PromptPiece OfReference() => new(PromptPieceKind.Reference, 0, 0);

    public static PromptPiece OfTokens(int tokens, PromptPieceKind kind = PromptPieceKind.Tokens) =>
        new(kind, 0, tokens);
}
