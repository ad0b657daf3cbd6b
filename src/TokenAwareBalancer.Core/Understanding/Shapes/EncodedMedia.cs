using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>A file within the body, in base64.</summary>
/// <param name="Bytes">Its size when decoded, 0 when the body has only a link to it.</param>
/// <param name="IsWav">It is uncompressed audio.</param>
internal readonly record struct EncodedMedia(int Bytes, bool IsWav)
{
    public int AudioTokens => Bytes == 0
        ? PromptCosts.RemoteAudioTokens
        : DivideUp(Bytes, IsWav ? PromptCosts.WavBytesPerToken : PromptCosts.CompressedAudioBytesPerToken);

    public int DocumentTokens => Bytes == 0
        ? PromptCosts.RemoteDocumentTokens
        : DivideUp(Bytes, PromptCosts.DocumentBytesPerToken);

    private static int DivideUp(int bytes, int bytesPerToken) => ((bytes - 1) / bytesPerToken) + 1;
}
