using System.Text;

namespace TokenAwareBalancer.Hosting;

/// <summary>How the server decodes <c>Content-Length</c>: digits, and anything else as no number at all.</summary>
/// <remarks>
/// The server reads the number by a method that takes a sign and white space around it (<c>+5</c>, a vertical tab).
/// RFC 9110, 8.6 has digits only, and others that read less of it see another body.
/// </remarks>
internal sealed class LengthEncoding : Encoding
{
    public static LengthEncoding Instance { get; } = new();

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var i = 0; i < byteCount; i++)
        {
            var value = (char)bytes[byteIndex + i];
            chars[charIndex + i] = char.IsAsciiDigit(value) ? value : 'x';
        }

        return byteCount;
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;
}
