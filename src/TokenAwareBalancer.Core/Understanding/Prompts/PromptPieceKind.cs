namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>What a <see cref="PromptPiece"/> adds to a prompt.</summary>
internal enum PromptPieceKind
{
    /// <summary>Nothing: a later duplicate replaced it, or its content part turned out to be another.</summary>
    Discarded,

    /// <summary>Text that stands in the body as the model sees it.</summary>
    PlainText,

    /// <summary>Text that has to be unescaped first.</summary>
    EscapedText,

    /// <summary>Tokens known without counting: chat format.</summary>
    Tokens,

    /// <summary>Tokens that the body itself names, by ids that are not kept.</summary>
    TokenIds,

    /// <summary>An image or a video, priced by rule.</summary>
    Image,

    /// <summary>An audio clip, priced by rule.</summary>
    Audio,

    /// <summary>A document that is not text, priced by rule.</summary>
    Document,

    /// <summary>Something that the body only refers to: of how many tokens cannot be known here.</summary>
    Reference,
}
