using System.Text;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>Compares tokens, and says on which text they differ.</summary>
internal static class TokenAssert
{
    /// <summary>The encoder counts and names the tokens that a reference does.</summary>
    public static void Same(ITokenEncoder encoder, Func<string, List<int>> reference, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var expected = reference(text);
        var ids = new List<int>();
        encoder.Encode(bytes, ids);
        Assert.True(expected.SequenceEqual(ids),
            $"{encoder.Name} makes [{string.Join(' ', ids)}], the reference [{string.Join(' ', expected)}] of "
            + Show(text));
        var tokens = encoder.CountTokens(bytes);
        Assert.True(expected.Count == tokens,
            $"{encoder.Name} counts {tokens}, the reference {expected.Count} of {Show(text)}");
    }

    public static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text)
            shown.Append(c is > ' ' and < (char)0x7F ? c.ToString() : $"\\u{(int)c:x4}");
        return $"\"{shown}\"";
    }
}
