using System.Security.Cryptography;
using System.Text;

namespace TokenAwareBalancer.Authenticating;

/// <summary>The SHA-256 of a key, from which the key cannot be had back.</summary>
/// <remarks>
/// No salt and no slow function, as passwords would need: a key is 256 random bits, which nobody guesses however fast,
/// and each request is checked against it.
/// </remarks>
internal sealed class KeyHash
{
    private const string Prefix = "sha256:";

    private readonly byte[] _hash;

    private KeyHash(byte[] hash) => _hash = hash;

    public static KeyHash Of(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <param name="text">As <see cref="ToString"/> writes it; checked before.</param>
    public static KeyHash Parse(string text) => new(Convert.FromHexString(text[Prefix.Length..]));

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool Matches(KeyHash other) => CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    public override string ToString() => Prefix + Convert.ToHexStringLower(_hash);
}
