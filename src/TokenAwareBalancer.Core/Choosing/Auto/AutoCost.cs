namespace TokenAwareBalancer.Choosing.Auto;

/// <summary>What a request is believed to cost at one backend, in weighted milliseconds.</summary>
/// <param name="FirstToken">Its wait for the first token, and that of those who come after it.</param>
/// <param name="Answer">Its answer, with those that it is given beside.</param>
/// <param name="Others">What the answers of others lose by its own.</param>
/// <param name="Disturbance">What they lose by its prompt.</param>
internal readonly record struct AutoCost(double FirstToken, double Answer, double Others, double Disturbance)
{
    public double Milliseconds => FirstToken + Answer + Others + Disturbance;
}
