using System.Text;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>Draws tokens of a vocabulary, as the texts that they are.</summary>
internal static class VocabularyTexts
{
    /// <summary>Every vocabulary has that many; what a smaller one has not is drawn again.</summary>
    private const int IdsDrawnFrom = 100_000;

    public static string Draw(ITokenEncoder encoder, Random random)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            // Part of a character is a U+FFFD, which is a text as good as any.
            if (BytesOf(encoder, random.Next(IdsDrawnFrom)) is { } bytes)
                return Encoding.UTF8.GetString(bytes);
        }

        return "a";
    }

    private static byte[]? BytesOf(ITokenEncoder encoder, int id)
    {
        try
        {
            return encoder.BytesOf(id).ToArray();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
