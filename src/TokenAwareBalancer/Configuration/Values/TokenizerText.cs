namespace TokenAwareBalancer.Configuration.Values;

/// <summary>Tells a tokenizer's file from a tokenizer's name: a name has no dot, slash or colon.</summary>
internal static class TokenizerText
{
    public const string FilePattern = @"[./\\:]";

    public static bool IsFile(string text) => text.AsSpan().ContainsAny(@"./\:");
}
