import Models
import TrainingCommand

@main struct Train: TrainingProgram { static let models = GeneratedModels.all }
