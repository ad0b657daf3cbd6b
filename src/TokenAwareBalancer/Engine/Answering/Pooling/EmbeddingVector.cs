namespace TokenAwareBalancer.Engine.Answering.Pooling;

/// <summary>A unit vector in a direction that a text's hash decides, evenly over all directions.</summary>
/// <remarks>Fewer dimensions are the first of more, made a unit again, as with models trained for it.</remarks>
internal static class EmbeddingVector
{
    public static float[] Create(ulong hash, int dimensions)
    {
        var random = new SeededRandom(seed: 0, unchecked((long)hash));
        var vector = new double[dimensions];
        for (var i = 0; i < dimensions; i++)
            vector[i] = random.NextGaussian();
        var length = Math.Sqrt(vector.Sum(static part => part * part));
        return Array.ConvertAll(vector, part => (float)(part / length));
    }
}
