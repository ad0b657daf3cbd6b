namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>Reads <c>max_concurrency</c> and <c>max-concurrency</c> as <c>maxConcurrency</c>.</summary>
internal static class KeySpelling
{
    public static string Canonical(string key)
    {
        var words = key.Split('_', '-');
        if (words.Length == 1 || Array.Exists(words, word => word.Length == 0))
            return key;
        return words[0] + string.Concat(words[1..].Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    public static bool Same(string key, string other) => Canonical(key) == Canonical(other);
}
