using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Understanding;

public sealed class MutatedBodyTests
{
    private const int MutationsPerBody = 3_000;

    [Theory]
    [MemberData(nameof(Bodies.Rich), MemberType = typeof(Bodies))]
    public void Body_MutatedAtRandom_IsReadOrRefusedButNeverThrows(string body, ApiSurface surface)
    {
        var random = new Random(20261120);
        var original = Encoding.UTF8.GetBytes(body);
        var refused = 0;
        for (var mutation = 0; mutation < MutationsPerBody; mutation++)
        {
            var mutated = Mutate(original, random);

            var error = Bodies.ErrorOf(mutated, surface);

            if (error is null)
                continue;
            refused++;
            Assert.InRange(error.ByteOffset ?? 0, 0, mutated.Length);
        }
        Assert.InRange(refused, MutationsPerBody / 4, MutationsPerBody - 1);
    }

    [Theory]
    [MemberData(nameof(Bodies.Rich), MemberType = typeof(Bodies))]
    public void Body_TheFrameworkRefusesToParse_IsRefusedHereToo(string body, ApiSurface surface)
    {
        var random = new Random(4711);
        var original = Encoding.UTF8.GetBytes(body);
        for (var mutation = 0; mutation < 500; mutation++)
        {
            var mutated = Mutate(original, random);
            if (!IsJsonObject(mutated))
                Assert.NotNull(Bodies.ErrorOf(mutated, surface));
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)"{}[]\",:\\u0d8n1.-e \n"[random.Next(19)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool IsJsonObject(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
