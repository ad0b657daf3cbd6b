namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Which normalizations may change a code point, or compose it with what stands before it.</summary>
[Flags]
internal enum UnicodeChecks : byte
{
    None = 0,
    Nfc = 1,
    Nfkc = 2,
    LowerCase = 4,
}
