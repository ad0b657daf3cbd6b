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

    /// <summary>A header token that cannot be guessed: 16 random characters of base64 are 96 bits.</summary>
    public const string GuardToken = "^[\\u0021-\\u007e]{16,}$";

    public const string GuardTokenExpected = "16 or more visible ASCII characters without spaces";

    /// <summary>Longer paths are refused by Linux.</summary>
    public const string File = "^[^\\u0000-\\u001f]{1,4096}$";

    public const string FileExpected = "the path of a file";

    /// <summary>What TLS can ask for: a DNS name (RFC 1123), or an address.</summary>
    public const string HostName = "^[A-Za-z0-9_.:-]{1,253}$";

    public const string HostNameExpected = "the name of a host, for instance engine.internal";

    public const string DnsServer = "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$";

    public const string DnsServerExpected = "an address, perhaps with a port, for instance 10.0.0.10, 127.0.0.1:8600 or "
        + "[fd00::a]:53";

    public const string KeyHash = "^sha256:[0-9A-Fa-f]{64}$";

    public const string KeyHashExpected = "sha256: and 64 hexadecimal digits, as balancer keys new prints them";
}
