namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The patterns of the texts in the file, each with its words.</summary>
internal static class TextPatterns
{
    /// <summary>Names end up in metric tags and response headers, where these characters need no escaping.</summary>
    public const string Name = "^[A-Za-z0-9._-]{1,64}$";

    public const string NameExpected = "1 to 64 letters, digits, dots, underscores or hyphens";

    /// <summary>Model names are the engines' to choose (slashes, colons and file paths occur); 256 is ample.</summary>
    public const string Line = "^[^\\u0000-\\u001f]{1,256}$";

    public const string LineExpected = "1 to 256 characters on one line";

    /// <summary>What an Authorization header carries after "Bearer" (RFC 6750 allows less; engines take any).</summary>
    public const string HeaderToken = "^[\\u0021-\\u007e]+$";

    public const string HeaderTokenExpected = "visible ASCII characters without spaces, for instance ${VLLM_KEY}";
}
