using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenAwareBalancer.Authenticating;

/// <summary>Makes keys for clients.</summary>
internal static class NewKey
{
    /// <summary>
    /// <c>sk-</c>, because some clients of OpenAI's API insist on it; then our name, for people and secret scanners.
    /// </summary>
    public const string Prefix = "sk-balancer-";

    private const int RandomBytes = 32;

    /// <summary>256 random bits in letters, digits, hyphens and underscores.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
}
