namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>The tokens of everything that is not text. Listed with their sources in <c>docs/counting.md</c>.</summary>
internal static class PromptCosts
{
    /// <summary>A message's frame. OpenAI cookbook, "How to count tokens with tiktoken": tokens_per_message.</summary>
    public const int MessageTokens = 3;

    /// <summary>A message's <c>name</c>, beside the name's own tokens. The same: tokens_per_name.</summary>
    public const int NameTokens = 1;

    /// <summary>Every reply is primed with the assistant's header. The same.</summary>
    public const int ReplyTokens = 3;

    /// <summary>A role that the body does not spell, as of Anthropic's <c>system</c>: a token anywhere.</summary>
    public const int UnspelledRoleTokens = 1;

    /// <summary>OpenAI, images guide: an image with detail "low", whatever its size.</summary>
    public const int LowDetailImageTokens = 85;

    /// <summary>The same: 1024 x 1024 pixels at high detail, 85 + 4 tiles x 170.</summary>
    public const int HighDetailImageTokens = 765;

    /// <summary>Anthropic, vision guide: width x height / 750, some 1,600 at most (1092 x 1092).</summary>
    public const int AnthropicImageTokens = 1600;

    /// <summary>Ten seconds, the length being unknown, at the 258 per second that Google gives for Gemini.</summary>
    public const int VideoTokens = 2580;

    /// <summary>OpenAI counts user audio at a token per 100 ms: 4,800 bytes of 24 kHz 16-bit mono samples.</summary>
    public const int WavBytesPerToken = 4800;

    /// <summary>The same 100 ms of MP3 at 128 kbit/s, its commonest rate.</summary>
    public const int CompressedAudioBytesPerToken = 1600;

    /// <summary>Audio that is not in the body: 30 s, a Whisper encoder's window, at a token per 100 ms.</summary>
    public const int RemoteAudioTokens = 300;

    /// <summary>
    /// A document's file: 3,000 tokens, the top of Anthropic's 1,500–3,000 per PDF page, for a page of about 96 KB.
    /// </summary>
    public const int DocumentBytesPerToken = 32;

    /// <summary>A document that is not in the body: one such page.</summary>
    public const int RemoteDocumentTokens = 3000;
}
